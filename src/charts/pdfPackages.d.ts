/** What is used of two packages that bring no types. */
declare module 'pdfkit' {
  export interface Options {
    size: [width: number, height: number];
    margin: number;
    compress: boolean;
    info: Record<string, string | Date>;
  }
  export default class PDFDocument {
    constructor(options: Options);
    on(event: 'data', listener: (chunk: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    registerFont(name: string, file: string): this;
    end(): void;
  }
}

declare module 'svg-to-pdfkit' {
  import type PDFDocument from 'pdfkit';

  export default function svgToPdf(
    document: PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      fontCallback: (family: string, bold: boolean, italic: boolean) => string;
      warningCallback: (warning: string) => void;
    },
  ): void;
}
