/** A titled part of a page that the page's own contents can jump to. */

import type { ReactNode } from "react";

interface SectionProps {
  id: string;
  title: string;
  extra?: ReactNode;
  children: ReactNode;
}

export function Section({ id, title, extra, children }: SectionProps) {
  return (
    <section id={id} className="section" aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}
