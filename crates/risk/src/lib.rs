//! Features in, selection and reasons out.
