//! Ranks that follow the law of Zipf and Mandelbrot: rank k = 0, 1, … has a probability in
//! proportion to (k + shift)^-exponent, as words in texts have.
//!
//! Drawn by rejection-inversion (Hörmann and Derflinger, Rejection-inversion to generate
//! variates from monotone discrete distributions, ACM TOMACS 6(3), 1996): constant memory and,
//! on average, little more than one random number a rank, however many ranks there are.

use super::draw::Draw;

/// The law for a number of ranks. The names follow the paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct ZipfMandelbrot {
    exponent: f64,
    shift: f64,
    h_low: f64,
    h_high: f64,
    squeeze: f64,
}

impl ZipfMandelbrot {
    /// The exponent must not be 1, where the integral has another form.
    pub(super) fn new(ranks: usize, exponent: f64, shift: f64) -> Self {
        debug_assert!(ranks > 0 && exponent > 0.0 && exponent != 1.0 && shift > 0.0);
        let mut law = Self { exponent, shift, h_low: 0.0, h_high: 0.0, squeeze: 0.0 };
        law.h_low = law.integral(0.5) - law.density(0.0);
        law.h_high = law.integral(ranks as f64 - 0.5);
        law.squeeze = 1.0 - law.inverse(law.integral(1.5) - law.density(1.0));
        law
    }

    /// h in the paper.
    fn density(&self, x: f64) -> f64 {
        (self.shift + x).powf(-self.exponent)
    }

    /// H in the paper.
    fn integral(&self, x: f64) -> f64 {
        (self.shift + x).powf(1.0 - self.exponent) / (1.0 - self.exponent)
    }

    fn inverse(&self, y: f64) -> f64 {
        ((1.0 - self.exponent) * y).powf(1.0 / (1.0 - self.exponent)) - self.shift
    }

    /// A rank, from 0.
    pub(super) fn draw(&self, draw: &mut Draw) -> usize {
        loop {
            let u = self.h_high + draw.unit() * (self.h_low - self.h_high);
            let x = self.inverse(u);
            let k = (x + 0.5).floor().max(0.0);
            if k - x <= self.squeeze || u >= self.integral(k + 0.5) - self.density(k) {
                return k as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: ranks are drawn as often as the law says, and none is beyond the last.
    use super::*;
    use crate::generate::draw::Side;

    fn check(ranks: usize, exponent: f64, shift: f64) {
        let law = ZipfMandelbrot::new(ranks, exponent, shift);
        let mut draw = Draw::new(7, Side::Organization, 0);
        let draws = 200_000;
        let mut counts = vec![0usize; ranks];
        for _ in 0..draws {
            counts[law.draw(&mut draw)] += 1;
        }
        let sum: f64 = (0..ranks).map(|k| law.density(k as f64)).sum();
        for (k, &count) in counts.iter().enumerate() {
            let expected = draws as f64 * law.density(k as f64) / sum;
            let deviation = (count as f64 - expected) / expected.sqrt();
            assert!(deviation.abs() < 4.5, "rank {k}: {count} draws, expected {expected:.1}");
        }
    }

    #[test]
    fn ranks_follow_the_law() {
        check(1, 1.1, 2.7);
        check(2, 1.1, 1.0);
        check(50, 0.7, 1.0);
        check(300, 1.07, 2.7);
        check(300, 2.0, 1.0);
    }
}
