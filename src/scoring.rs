//! Answers -> Scores: one file a method, each with its source.

pub mod ces;
pub mod compare;
pub mod complaints;
pub mod csat;
pub mod csi;
pub mod csm;
pub mod customer_base;
pub mod delivered_value;
pub mod disclosure;
pub mod disconfirmation;
pub mod estimate;
pub mod four_level;
pub mod importance;
pub mod items;
pub mod kano;
pub mod loyalty;
pub mod normal;
pub mod nps;
pub mod randomised;
pub mod ratio;
pub mod sample;
pub mod weights;
