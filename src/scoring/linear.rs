//! Small dense linear algebra: what a model of a few dozen questions needs, written plainly.

/// How much of a diagonal cell must be its own for a matrix to count as positive definite.
///
/// A correlation matrix with a redundant item leaves rounding noise of about 1e-16 there.
const PIVOT_MIN: f64 = 1e-10;

/// A matrix of finite numbers, kept row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    n_rows: usize,
    n_columns: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// Builds a matrix by asking for each cell by its row and column, row by row.
    #[must_use]
    pub fn from_fn(
        n_rows: usize,
        n_columns: usize,
        mut cell: impl FnMut(usize, usize) -> f64,
    ) -> Self {
        let mut cells = Vec::with_capacity(n_rows * n_columns);
        for row in 0..n_rows {
            cells.extend((0..n_columns).map(|column| cell(row, column)));
        }
        Self { n_rows, n_columns, cells }
    }

    /// Builds a matrix of zeros.
    #[must_use]
    pub fn zeros(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns, cells: vec![0.0; n_rows * n_columns] }
    }

    /// How many rows there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// How many columns there are.
    #[must_use]
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Reads one cell; not a number outside the matrix, which no result survives unseen.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.row(row).get(column).copied().unwrap_or(f64::NAN)
    }

    /// Writes one cell; nothing happens outside the matrix.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        if column < self.n_columns
            && let Some(cell) = self.cells.get_mut(row * self.n_columns + column)
        {
            *cell = value;
        }
    }

    /// Reads one row; empty outside the matrix.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        let start = row * self.n_columns;
        self.cells.get(start..start + self.n_columns).unwrap_or_default()
    }

    /// Reads the rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.n_rows).map(|row| self.row(row))
    }

    /// Copies one column.
    #[must_use]
    pub fn column(&self, column: usize) -> Vec<f64> {
        (0..self.n_rows).map(|row| self.at(row, column)).collect()
    }

    /// Copies the cells where these rows and columns cross, in the given order.
    #[must_use]
    pub fn select(&self, rows: &[usize], columns: &[usize]) -> Self {
        let mut cells = Vec::with_capacity(rows.len() * columns.len());
        for &row in rows {
            cells.extend(columns.iter().map(|&column| self.at(row, column)));
        }
        Self { n_rows: rows.len(), n_columns: columns.len(), cells }
    }

    /// Swaps rows and columns.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.n_columns, self.n_rows, |row, column| self.at(column, row))
    }

    /// Multiplies two matrices. Their shapes are the caller's to match: what has no counterpart
    /// is left out of the sums.
    #[must_use]
    pub fn times(&self, right: &Self) -> Self {
        let columns: Vec<Vec<f64>> = (0..right.n_columns).map(|at| right.column(at)).collect();
        let cells = self.rows().flat_map(|row| columns.iter().map(|column| dot(row, column)));
        Self { n_rows: self.n_rows, n_columns: right.n_columns, cells: cells.collect() }
    }

    /// Adds two matrices of one shape, cell by cell.
    #[must_use]
    pub fn plus(&self, right: &Self) -> Self {
        Self::from_fn(self.n_rows, self.n_columns, |row, column| {
            self.at(row, column) + right.at(row, column)
        })
    }
}

/// Sums the products of two vectors, up to the end of the shorter.
///
/// # Examples
/// ```
/// assert_eq!(aftersay::scoring::linear::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// Factors a symmetric matrix into `L L'`, with `L` lower triangular.
///
/// `None` where the matrix is not positive definite, or holds something that is not a number.
///
/// - **Source**: Golub & Van Loan (2013) Matrix Computations, section 4.2.
#[must_use]
pub fn cholesky(matrix: &Matrix) -> Option<Matrix> {
    let size = matrix.n_rows();
    let mut lower = Matrix::zeros(size, size);
    for row in 0..size {
        for column in 0..=row {
            // The cells from `column` on are still zero in this row, so this sums what is known.
            let known = dot(lower.row(row), lower.row(column));
            let rest = matrix.at(row, column) - known;
            if row != column {
                lower.set(row, column, rest / lower.at(column, column));
            } else if PIVOT_MIN * matrix.at(row, row) < rest && 0.0 < rest {
                lower.set(row, row, rest.sqrt());
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// Solves `matrix * x = target` for a symmetric positive definite matrix.
///
/// `None` where the matrix is not positive definite, or the target has another length.
///
/// # Examples
/// ```
/// use aftersay::scoring::linear::{Matrix, solve};
/// let matrix = Matrix::from_fn(2, 2, |row, column| if row == column { 2.0 } else { 1.0 });
/// let x = solve(&matrix, &[4.0, 5.0]).unwrap(); // 2 * 1 + 2 = 4, 1 + 2 * 2 = 5
/// assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn solve(matrix: &Matrix, target: &[f64]) -> Option<Vec<f64>> {
    let lower = cholesky(matrix)?;
    if target.len() != lower.n_rows() {
        return None;
    }
    let mut solution: Vec<f64> = Vec::with_capacity(target.len());
    for (index, (row, value)) in lower.rows().zip(target).enumerate() {
        let known = dot(row, &solution); // As long as what is solved so far.
        solution.push((value - known) / lower.at(index, index));
    }
    for index in (0..solution.len()).rev() {
        let solved = solution.iter().enumerate().skip(index + 1);
        let known: f64 = solved.map(|(below, value)| lower.at(below, index) * value).sum();
        if let Some(value) = solution.get_mut(index) {
            *value = (*value - known) / lower.at(index, index);
        }
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_matrix_that_is_no_covariance_has_no_factor() {
        for (case, off_diagonal) in [
            ("perfectly correlated", 1.0),
            ("more than perfectly correlated", 1.2),
            ("an unknown correlation", f64::NAN),
        ] {
            let matrix = Matrix::from_fn(2, 2, |i, j| if i == j { 1.0 } else { off_diagonal });
            assert_eq!(cholesky(&matrix), None, "{case}");
        }
    }

    #[test]
    fn cells_outside_are_not_numbers_and_cannot_be_written() {
        let mut matrix = Matrix::zeros(2, 3);
        assert!(matrix.at(0, 3).is_nan() && matrix.at(2, 0).is_nan());
        matrix.set(0, 3, 1.0);
        assert_eq!(matrix, Matrix::zeros(2, 3));
    }

    proptest! {
        #[test]
        fn a_solution_solves(
            cells in prop::collection::vec(-3.0..3.0, 16),
            target in prop::collection::vec(-5.0..5.0, 4),
        ) {
            let half = Matrix { n_rows: 4, n_columns: 4, cells };
            let unit = Matrix::from_fn(4, 4, |i, j| f64::from(u8::from(i == j)));
            let matrix = half.times(&half.transposed()).plus(&unit);
            let solution = solve(&matrix, &target).unwrap();
            for (row, value) in matrix.rows().zip(&target) {
                prop_assert!((dot(row, &solution) - value).abs() < 1e-8);
            }
        }
    }
}
