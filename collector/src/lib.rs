//! The collector: stores what arrives and shows what it means.

pub mod report;
pub mod routes {
    //! One file a resource.

    pub mod shop;
}
