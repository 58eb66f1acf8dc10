//! JavaScript values <-> trees.

use crate::tree::Tree;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// How deep a value goes at most; no file and no draft of ours comes near it.
const DEPTH_MAX: u32 = 40;

/// The tree of a JSON value; `None` for anything that JSON cannot say, and for what goes so deep that
/// nobody but an attacker has made it.
pub(super) fn from_js(value: &JsValue) -> Option<Tree> {
    within(DEPTH_MAX, value)
}

fn within(depth: u32, value: &JsValue) -> Option<Tree> {
    let depth = depth.checked_sub(1)?;
    if value.is_null() || value.is_undefined() {
        Some(Tree::Null)
    } else if let Some(flag) = value.as_bool() {
        Some(Tree::Flag(flag))
    } else if let Some(number) = value.as_f64() {
        Some(Tree::Number(number))
    } else if let Some(text) = value.as_string() {
        Some(Tree::Text(text))
    } else if let Some(list) = value.dyn_ref::<Array>() {
        (0..list.length())
            .map(|index| within(depth, &list.get(index)))
            .collect::<Option<_>>()
            .map(Tree::List)
    } else {
        // A function is not an object here, and whatever else is one has fields.
        let object = value.is_object().then(|| value.unchecked_ref::<Object>())?;
        let field = |key: JsValue| {
            let value = Reflect::get(object, &key).ok()?;
            Some((key.as_string()?, within(depth, &value)?))
        };
        let keys = Object::keys(object);
        (0..keys.length()).map(|index| field(keys.get(index))).collect::<Option<_>>().map(Tree::Map)
    }
}

/// The JavaScript value of a tree.
pub(super) fn to_js(tree: &Tree) -> JsValue {
    match tree {
        Tree::Null => JsValue::NULL,
        Tree::Flag(flag) => (*flag).into(),
        Tree::Number(number) => (*number).into(),
        Tree::Text(text) => text.as_str().into(),
        Tree::List(items) => {
            let list = Array::new();
            for item in items {
                list.push(&to_js(item));
            }
            list.into()
        }
        Tree::Map(entries) => {
            let object = Object::new();
            for (key, value) in entries {
                let _ = Reflect::set(&object, &key.as_str().into(), &to_js(value));
            }
            object.into()
        }
    }
}
