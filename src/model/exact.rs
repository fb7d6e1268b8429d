//! Exact ratios of whole numbers of any size, for calculations that must not round.
//!
//! Nearly all of them fit into two machine words; the others are big integers. Which of the two holds a number
//! is told by its size alone, so that equal numbers are equal in form.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, DivAssign, Mul, MulAssign, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A ratio of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exact(Form);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    /// Numerator and denominator in lowest terms, the denominator above zero, neither below −i64::MAX.
    Small(i64, i64),
    /// What does not fit.
    Large(Box<BigRational>),
}

impl Exact {
    /// The ratio of two whole numbers. A denominator of zero gives zero, so that no number of a text can end a run:
    /// whoever divides asks first.
    pub fn new(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            return Exact(Form::Small(0, 1));
        }
        if denominator == 1
            && let Ok(number) = word(numerator, 1)
        {
            return Exact(Form::Small(number, 1));
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let (Ok(n), Ok(d)) = (word(numerator, divisor), word(denominator, divisor)) else {
            return Exact::large(BigRational::new(numerator.into(), denominator.into()));
        };
        Exact(if d < 0 { Form::Small(-n, -d) } else { Form::Small(n, d) })
    }

    /// A whole number.
    pub fn from_integer(number: BigInt) -> Self {
        Exact::large(BigRational::from_integer(number))
    }

    fn large(ratio: BigRational) -> Self {
        let word = |n: &BigInt| n.to_i64().filter(|n| *n != i64::MIN);
        match (word(ratio.numer()), word(ratio.denom())) {
            (Some(n), Some(d)) => Exact(Form::Small(n, d)),
            _ => Exact(Form::Large(Box::new(ratio))),
        }
    }

    fn big(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Form::Small(n, d) => Cow::Owned(BigRational::new_raw((*n).into(), (*d).into())),
            Form::Large(ratio) => Cow::Borrowed(ratio),
        }
    }

    /// The numerator in lowest terms; it has the sign.
    pub fn numer(&self) -> BigInt {
        match &self.0 {
            Form::Small(n, _) => (*n).into(),
            Form::Large(ratio) => ratio.numer().clone(),
        }
    }

    /// The denominator in lowest terms, above zero.
    pub fn denom(&self) -> BigInt {
        match &self.0 {
            Form::Small(_, d) => (*d).into(),
            Form::Large(ratio) => ratio.denom().clone(),
        }
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        match &self.0 {
            Form::Small(n, _) => *n > 0,
            Form::Large(ratio) => ratio.is_positive(),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small(n, _) => *n < 0,
            Form::Large(ratio) => ratio.is_negative(),
        }
    }

    /// Without its sign.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// One over it; zero for zero.
    pub fn recip(&self) -> Self {
        &Exact::one() / self
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small(_, d) => *d == 1,
            Form::Large(ratio) => ratio.is_integer(),
        }
    }

    /// The next whole number that is no greater.
    pub fn floor(&self) -> Self {
        match &self.0 {
            Form::Small(n, d) => Exact(Form::Small(n.div_euclid(*d), 1)),
            Form::Large(ratio) => Exact::large(ratio.floor()),
        }
    }

    /// The next whole number that is no less.
    pub fn ceil(&self) -> Self {
        -(-self).floor()
    }

    /// The nearest whole number, away from zero where two are as near.
    pub fn round(&self) -> Self {
        match &self.0 {
            Form::Small(_, 1) => self.clone(),
            _ => Exact::large(self.big().round()),
        }
    }

    /// The whole number left when what is behind the point is cut off.
    pub fn to_integer(&self) -> BigInt {
        match &self.0 {
            Form::Small(n, d) => (n / d).into(),
            Form::Large(ratio) => ratio.to_integer(),
        }
    }

    /// For drawings and scores, never for verdicts.
    pub fn to_f64(&self) -> Option<f64> {
        self.big().to_f64()
    }
}

/// A number over a divisor of it, if that fits into a word with its sign turned as well.
fn word(number: i128, divisor: u128) -> Result<i64, ()> {
    let size = i64::try_from(number.unsigned_abs() / divisor).map_err(|_| ())?;
    Ok(if number < 0 { -size } else { size })
}

/// The greatest common divisor; of zero and a number the number.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > u128::from(u64::MAX) {
        (a, b) = (b, a % b);
    }
    if b == 0 {
        return a.max(1);
    }
    // from here on in one word, by shifts instead of divisions
    let (Ok(mut a), Ok(mut b)) = (u64::try_from(a % b), u64::try_from(b)) else { return 1 };
    if a == 0 {
        return b.into();
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return u128::from(a) << twos;
        }
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Self {
        Exact::new(number.into(), 1)
    }
}

impl Zero for Exact {
    fn zero() -> Self {
        Exact(Form::Small(0, 1))
    }

    fn is_zero(&self) -> bool {
        matches!(self.0, Form::Small(0, _))
    }
}

impl One for Exact {
    fn one() -> Self {
        Exact(Form::Small(1, 1))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) if b == d => a.cmp(c),
            (Form::Small(a, b), Form::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.big().fmt(f)
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        match &self.0 {
            Form::Small(n, d) => Exact(Form::Small(-n, *d)),
            Form::Large(ratio) => Exact::large(-ratio.as_ref()),
        }
    }
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                if b == d { Exact::new(a + c, b) } else { Exact::new(a * d + c * b, b * d) }
            }
            _ => Exact::large(self.big().as_ref() + other.big().as_ref()),
        }
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &-other
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                Exact::new(a * c, b * d)
            }
            _ => Exact::large(self.big().as_ref() * other.big().as_ref()),
        }
    }
}

impl Div for &Exact {
    type Output = Exact;

    /// The quotient; zero where the divisor is zero.
    fn div(self, other: &Exact) -> Exact {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                Exact::new(a * d, b * c)
            }
            _ if other.is_zero() => Exact::zero(),
            _ => Exact::large(self.big().as_ref() / other.big().as_ref()),
        }
    }
}

/// The same for numbers that are given away.
macro_rules! owned {
    ($($operation:ident $method:ident),*) => {$(
        impl $operation<Exact> for Exact {
            type Output = Exact;

            fn $method(self, other: Exact) -> Exact {
                (&self).$method(&other)
            }
        }

        impl $operation<&Exact> for Exact {
            type Output = Exact;

            fn $method(self, other: &Exact) -> Exact {
                (&self).$method(other)
            }
        }

        impl $operation<Exact> for &Exact {
            type Output = Exact;

            fn $method(self, other: Exact) -> Exact {
                self.$method(&other)
            }
        }
    )*};
}

owned!(Add add, Sub sub, Mul mul, Div div);

impl Neg for Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        -&self
    }
}

impl MulAssign<&Exact> for Exact {
    fn mul_assign(&mut self, other: &Exact) {
        *self = &*self * other;
    }
}

impl DivAssign<&Exact> for Exact {
    fn div_assign(&mut self, other: &Exact) {
        *self = &*self / other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of every size, those at the ends of a word among them.
    fn numbers() -> impl Strategy<Value = (i128, i128)> {
        let whole = prop_oneof![
            -100i128..100,
            any::<i64>().prop_map(i128::from),
            Just(i128::from(i64::MAX)),
            Just(i128::from(i64::MIN)),
            any::<i128>(),
        ];
        (whole.clone(), whole.prop_filter("a ratio needs a denominator", |d| *d != 0))
    }

    fn same(ours: &Exact, theirs: &BigRational) {
        assert_eq!((&ours.numer(), &ours.denom()), (theirs.numer(), theirs.denom()));
        let fits = |n: &BigInt| n.to_i64().is_some_and(|n| n != i64::MIN);
        assert_eq!(
            matches!(ours.0, Form::Small(..)),
            fits(theirs.numer()) && fits(theirs.denom()),
            "one form a number"
        );
    }

    proptest! {
        #[test]
        fn calculates_as_big_integers_do((a, b) in numbers(), (c, d) in numbers()) {
            let (x, y) = (Exact::new(a, b), Exact::new(c, d));
            let (p, q) = (BigRational::new(a.into(), b.into()), BigRational::new(c.into(), d.into()));
            same(&x, &p);
            same(&(&x + &y), &(&p + &q));
            same(&(&x - &y), &(&p - &q));
            same(&(&x * &y), &(&p * &q));
            if c != 0 {
                same(&(&x / &y), &(&p / &q));
            }
            same(&x.floor(), &p.floor());
            same(&x.ceil(), &p.ceil());
            same(&x.round(), &p.round());
            same(&x.abs(), &p.abs());
            prop_assert_eq!(x.to_integer(), p.to_integer());
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            prop_assert_eq!(x.to_string(), p.to_string());
        }
    }

    #[test]
    fn dividing_by_zero_ends_nothing() {
        assert!((Exact::from(3) / Exact::zero()).is_zero());
        assert!(Exact::zero().recip().is_zero());
        assert!(Exact::new(1, 0).is_zero());
    }
}
