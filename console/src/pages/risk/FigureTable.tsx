/** Figures by what they are of: a table, and on a telephone a card each. */

interface FigureRow {
  key: string;
  name: string;
  /** One of each column but the first. */
  figures: readonly string[];
}

interface FigureTableProps {
  caption: string;
  /** What the rows are, and what each figure is, with its unit. */
  columns: readonly string[];
  rows: readonly FigureRow[];
}

export function FigureTable({ caption, columns, rows }: FigureTableProps) {
  return (
    <table className="checks as-cards figure-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((it) => (
            <th key={it} scope="col">
              {it}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, figures }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {figures.map((figure, place) => (
              <td key={columns[place + 1]} data-label={columns[place + 1]}>
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
