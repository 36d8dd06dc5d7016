/// <reference path="./pdfPackages.d.ts" />
/**
 * How does a drawing come into a paper? As a PDF of the drawing's size (an SVG pixel is 3/4 pt), with lines as lines and text as text
 * in Inter, of which only the glyphs that occur are embedded.
 */
import PDFDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import { FONT_FILES } from './font.ts';

/** Points to a CSS pixel. */
const POINTS = 0.75;
/** Of every PDF: the same drawing gives the same bytes. */
const EPOCH = new Date(0);

/** `svg` as `renderSvg` gives it. Throws an Error for what cannot be drawn as it is there. */
export async function renderPdf(svg: string, title: string): Promise<Uint8Array> {
  const size = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  if (size === null) throw new Error(`chart ${title}: a drawing without a size`);
  const [width, height] = [Number(size[1]) * POINTS, Number(size[2]) * POINTS];
  const document = new PDFDocument({
    size: [width, height],
    margin: 0,
    // What zlib makes of the same text is not the same in all versions of Node.
    compress: false,
    info: { Title: title, Creator: 'Verisim', CreationDate: EPOCH, ModDate: EPOCH },
  });
  const chunks: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((done, failed) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => done(Buffer.concat(chunks)));
    document.on('error', failed);
  });
  const [regular, bold] = FONT_FILES;
  document.registerFont('regular', regular!).registerFont('bold', bold!);
  const warnings: string[] = [];
  svgToPdf(document, svg, 0, 0, {
    fontCallback: (_family, isBold) => (isBold ? 'bold' : 'regular'),
    warningCallback: (warning) => warnings.push(warning),
  });
  document.end();
  if (warnings.length > 0) throw new Error(`chart ${title}: ${warnings.join('; ')}`);
  return whole;
}
