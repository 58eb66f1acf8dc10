//! The shop's own texts, in three languages, one of them written from right to left.

/// A language of the shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    English,
    German,
    Arabic,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Arabic];

    /// The language of this tag.
    #[must_use]
    pub fn named(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The language of this tag, or English.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        Self::named(tag).unwrap_or_default()
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Arabic => "ar",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Arabic => "العربية",
        }
    }

    /// The side on which its lines begin.
    #[must_use]
    pub fn dir(self) -> &'static str {
        if self == Self::Arabic { "rtl" } else { "ltr" }
    }

    /// The shop's texts in it.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Arabic => &ARABIC,
        }
    }

    /// An amount of euros as it is written in it.
    #[must_use]
    pub fn price(self, cents: u32) -> String {
        let (euros, cents) = (cents / 100, cents % 100);
        match self {
            Self::English => format!("€{euros}.{cents:02}"),
            Self::German => format!("{euros},{cents:02}\u{a0}€"),
            Self::Arabic => format!("\u{200f}{euros}.{cents:02}\u{a0}€"),
        }
    }
}

/// Everything that the shop says.
#[derive(Debug)]
pub struct Words {
    pub skip: &'static str,
    pub languages: &'static str,
    pub tagline: &'static str,
    pub product: &'static str,
    pub picture: &'static str,
    pub lead: &'static str,
    pub tax: &'static str,
    pub quantity: &'static str,
    pub buy: &'static str,
    pub details: [(&'static str, &'static str); 4],
    pub checkout: &'static str,
    pub delivery_address: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub address: &'static str,
    pub demo: &'static str,
    pub your_order: &'static str,
    pub shipping: &'static str,
    pub free: &'static str,
    pub total: &'static str,
    pub place_order: &'static str,
    /// What stands before the name, after it, and where there is none.
    pub thanks: (&'static str, &'static str, &'static str),
    pub confirmed: &'static str,
    pub order_number: &'static str,
    pub arrives: &'static str,
    pub arrives_when: &'static str,
    pub packed: &'static str,
    pub back: &'static str,
    pub unknown: &'static str,
    pub unknown_why: &'static str,
}

const ENGLISH: Words = Words {
    skip: "Skip to the content",
    languages: "Language",
    tagline: "Ceramics, thrown and fired by hand",
    product: "Mug “Coast”, blue",
    picture: "A blue mug with an unglazed foot",
    lead: "Thrown on the wheel and dipped twice in cobalt glaze, so that no two rims are alike. The foot stays bare clay: warm to the hand, and kind to the table.",
    tax: "VAT included, free delivery",
    quantity: "Quantity",
    buy: "Buy now",
    details: [
        ("Holds", "320 ml"),
        ("Height", "9 cm"),
        ("Clay", "Stoneware from the Westerwald"),
        ("Care", "Dishwasher and microwave"),
    ],
    checkout: "Checkout",
    delivery_address: "Where shall we send it?",
    name: "Full name",
    email: "E-mail",
    address: "Address",
    demo: "This shop is a demo: nothing is charged, nothing is sent, and what you type is forgotten when it stops.",
    your_order: "Your order",
    shipping: "Delivery",
    free: "free",
    total: "Total",
    place_order: "Place order",
    thanks: ("Thank you, ", ".", "Thank you."),
    confirmed: "Your order is confirmed.",
    order_number: "Order",
    arrives: "Arrives",
    arrives_when: "in 2 to 4 days, by DHL",
    packed: "Packed in paper and straw, without plastic.",
    back: "Back to the shop",
    unknown: "We cannot find this order.",
    unknown_why: "The demo forgets its orders when it is started again.",
};

const GERMAN: Words = Words {
    skip: "Zum Inhalt springen",
    languages: "Sprache",
    tagline: "Keramik, von Hand gedreht und gebrannt",
    product: "Becher „Küste“, blau",
    picture: "Ein blauer Becher mit unglasiertem Fuß",
    lead: "Auf der Scheibe gedreht und zweimal in Kobaltglasur getaucht, sodass kein Rand dem anderen gleicht. Der Fuß bleibt roher Ton: warm in der Hand und sanft zum Tisch.",
    tax: "inkl. MwSt., Versand kostenlos",
    quantity: "Anzahl",
    buy: "Jetzt kaufen",
    details: [
        ("Fasst", "320 ml"),
        ("Höhe", "9 cm"),
        ("Ton", "Steinzeug aus dem Westerwald"),
        ("Pflege", "Spülmaschine und Mikrowelle"),
    ],
    checkout: "Kasse",
    delivery_address: "Wohin dürfen wir liefern?",
    name: "Vor- und Nachname",
    email: "E-Mail",
    address: "Anschrift",
    demo: "Dieser Laden ist eine Vorführung: Nichts wird berechnet, nichts verschickt, und was Sie eingeben, ist vergessen, sobald sie endet.",
    your_order: "Ihre Bestellung",
    shipping: "Versand",
    free: "kostenlos",
    total: "Summe",
    place_order: "Zahlungspflichtig bestellen",
    thanks: ("Danke, ", ".", "Vielen Dank."),
    confirmed: "Ihre Bestellung ist bestätigt.",
    order_number: "Bestellung",
    arrives: "Lieferung",
    arrives_when: "in 2 bis 4 Tagen mit DHL",
    packed: "Verpackt in Papier und Stroh, ohne Plastik.",
    back: "Zurück zum Laden",
    unknown: "Diese Bestellung finden wir nicht.",
    unknown_why: "Die Vorführung vergisst ihre Bestellungen, wenn sie neu gestartet wird.",
};

const ARABIC: Words = Words {
    skip: "انتقل إلى المحتوى",
    languages: "اللغة",
    tagline: "خزف مشكّل ومحروق يدويًا",
    product: "كوب «الساحل»، أزرق",
    picture: "كوب أزرق بقاعدة غير مزججة",
    lead: "مشكّل على الدولاب ومغموس مرتين في طلاء الكوبالت، فلا تتشابه حافتان. وتبقى القاعدة طينًا خامًا: دافئة في اليد ولطيفة على الطاولة.",
    tax: "شامل الضريبة، والتوصيل مجاني",
    quantity: "الكمية",
    buy: "اشترِ الآن",
    details: [
        ("السعة", "320 مل"),
        ("الارتفاع", "9 سم"),
        ("الطين", "خزف حجري من فسترفالد"),
        ("العناية", "غسالة الصحون والميكروويف"),
    ],
    checkout: "إتمام الشراء",
    delivery_address: "إلى أين نرسله؟",
    name: "الاسم الكامل",
    email: "البريد الإلكتروني",
    address: "العنوان",
    demo: "هذا المتجر للعرض فقط: لا يُخصم مبلغ، ولا يُرسل شيء، وما تكتبه يُنسى عند إيقافه.",
    your_order: "طلبك",
    shipping: "التوصيل",
    free: "مجاني",
    total: "المجموع",
    place_order: "تأكيد الطلب",
    thanks: ("شكرًا لك، ", ".", "شكرًا لك."),
    confirmed: "تم تأكيد طلبك.",
    order_number: "الطلب",
    arrives: "الوصول",
    arrives_when: "خلال يومين إلى أربعة أيام مع DHL",
    packed: "مغلّف بالورق والقش، بلا بلاستيك.",
    back: "العودة إلى المتجر",
    unknown: "لم نعثر على هذا الطلب.",
    unknown_why: "ينسى متجر العرض طلباته عند إعادة تشغيله.",
};
