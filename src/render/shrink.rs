//! Smaller versions of a picture: decoded row by row, averaged down, written as WebP. From bytes to bytes.

use std::io::Cursor;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The widths that are made, in pixels: the column of text, and the same on a screen of double density.
pub const WIDTHS: [u32; 2] = [760, 1520];
/// Changes with every change of what this file makes, so that old results of a cache are not used.
pub const VERSION: u64 = 1;
/// Pictures with more pixels are left as they are: a small file can claim to hold any number of them.
const MOST_PIXELS: u64 = 100_000_000;
/// The same for formats and kinds that are not decoded row by row.
const MOST_PIXELS_AT_ONCE: u64 = 40_000_000;
/// The largest side of a WebP picture. Source: the WebP container specification.
const LARGEST_SIDE: u64 = 16_383;
/// Of 100. Diagrams with small type are still crisp at 80.
const QUALITY: f32 = 80.0;

/// One smaller version.
#[derive(Debug, Clone, PartialEq)]
pub struct Smaller {
    /// In pixels.
    pub width: u32,
    /// A WebP file.
    pub bytes: Vec<u8>,
}

/// The smaller versions of a PNG, JPEG or WebP file, narrowest first. There are none for a picture that is no wider
/// than 760 pixels, moves, is turned by its Exif data, claims to be enormous, or cannot be decoded; and none that is
/// as large as the file itself.
pub fn shrink(file: &[u8]) -> Vec<Smaller> {
    let Some(widest) = widest(file) else { return Vec::new() };
    let mut made = Vec::new();
    let mut at = Some(widest);
    for width in WIDTHS.into_iter().rev() {
        let Some(source) = at.take() else { break };
        // The largest is made of the original, the next of the largest: one pass over many pixels.
        let picture = if source.width > width { source.narrowed(width) } else { Some(source) };
        let Some(picture) = picture else { break };
        let is_new = made.last().is_none_or(|last: &Smaller| last.width > picture.width);
        if is_new
            && let Some(bytes) = encode(&picture)
            && bytes.len() < file.len()
        {
            made.push(Smaller { width: picture.width, bytes });
        }
        at = Some(picture);
    }
    made.reverse();
    made
}

/// Pixels of red, green, blue and alpha.
struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Pixels {
    fn narrowed(&self, width: u32) -> Option<Self> {
        let mut average = Average::new(self.width, self.height, width)?;
        for row in self.rgba.chunks_exact(self.width as usize * 4) {
            average.row(row.iter().as_slice(), 4);
        }
        Some(average.finish())
    }
}

/// The picture at the largest width that is made, or its own width if that is less.
fn widest(file: &[u8]) -> Option<Pixels> {
    if file.starts_with(b"\x89PNG") {
        png(file)
    } else if file.starts_with(b"\xFF\xD8\xFF") {
        jpeg(file)
    } else if file.starts_with(b"RIFF") {
        webp(file)
    } else {
        None
    }
}

/// The width to which a picture of this size is brought first; nothing if it is left alone.
fn first_width(width: u32, height: u32, most: u64) -> Option<u32> {
    let fits = width > WIDTHS[0] && height > 0 && u64::from(width) * u64::from(height) <= most;
    fits.then(|| width.min(WIDTHS[1]))
}

fn png(file: &[u8]) -> Option<Pixels> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = reader.info().size();
    let most = if reader.info().interlaced { MOST_PIXELS_AT_ONCE } else { MOST_PIXELS };
    let first = first_width(width, height, most)?;
    if reader.info().animation_control.is_some() {
        return None;
    }
    let channels = reader.output_color_type().0.samples();
    let mut average = Average::new(width, height, first)?;
    if reader.info().interlaced {
        let mut all = vec![0; reader.output_buffer_size()?];
        reader.next_frame(&mut all).ok()?;
        all.chunks_exact(width as usize * channels).for_each(|row| average.row(row, channels));
    } else {
        while let Some(row) = reader.next_row().ok()? {
            average.row(row.data(), channels);
        }
    }
    Some(average.finish())
}

fn jpeg(file: &[u8]) -> Option<Pixels> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let first = first_width(width, height, MOST_PIXELS_AT_ONCE)?;
    if decoder.exif().is_some_and(|exif| is_turned(exif)) {
        return None;
    }
    let all = decoder.decode().ok()?;
    whole(&all, width, height, first, 3)
}

fn webp(file: &[u8]) -> Option<Pixels> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(file)).ok()?;
    let (width, height) = decoder.dimensions();
    let first = first_width(width, height, MOST_PIXELS_AT_ONCE)?;
    if decoder.is_animated() || decoder.exif_metadata().ok().flatten().is_some_and(|exif| is_turned(&exif)) {
        return None;
    }
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut all = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut all).ok()?;
    whole(&all, width, height, first, channels)
}

fn whole(all: &[u8], width: u32, height: u32, first: u32, channels: usize) -> Option<Pixels> {
    let mut average = Average::new(width, height, first)?;
    all.chunks_exact(width as usize * channels).for_each(|row| average.row(row, channels));
    Some(average.finish())
}

/// Whether Exif data say that the picture is to be turned: tag 0x0112 of the first directory is not 1.
/// Source: Exif 2.32, 4.6.2 and 4.6.4. What cannot be read is not turned; so do browsers.
fn is_turned(exif: &[u8]) -> bool {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let little = exif.starts_with(b"II");
    let number = |at: usize, bytes: usize| -> Option<usize> {
        let slice = exif.get(at..at.checked_add(bytes)?)?;
        let fold = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if little { slice.iter().rev().fold(0, fold) } else { slice.iter().fold(0, fold) })
    };
    let orientation = || {
        let directory = number(4, 4)?;
        let entries = number(directory, 2)?;
        let entry = (0..entries).map(|entry| directory + 2 + entry * 12).find(|&at| number(at, 2) == Some(0x0112))?;
        number(entry + 8, 2)
    };
    orientation().is_some_and(|orientation| (2..=8).contains(&orientation))
}

/// Averages rows of a picture into a narrower one: each new pixel is the mean of the area that it covers, with colours
/// weighed by their alpha. All in whole numbers, so every machine makes the same.
struct Average {
    from: (u64, u64),
    to: (u64, u64),
    /// How many rows came in.
    row: u64,
    /// Sums of the new row that is being filled.
    sums: Vec<[u64; 4]>,
    /// Sums of the row that came in, made narrower.
    line: Vec<[u64; 4]>,
    rgba: Vec<u8>,
}

impl Average {
    fn new(width: u32, height: u32, to_width: u32) -> Option<Self> {
        let (width, height, to_width) = (u64::from(width), u64::from(height), u64::from(to_width));
        let to_height = ((height * to_width + width / 2) / width).clamp(1, height);
        if to_width > LARGEST_SIDE || to_height > LARGEST_SIDE {
            return None;
        }
        Some(Self {
            from: (width, height),
            to: (to_width, to_height),
            row: 0,
            sums: vec![[0; 4]; to_width as usize],
            line: vec![[0; 4]; to_width as usize],
            rgba: Vec::with_capacity((to_width * to_height * 4) as usize),
        })
    }

    /// Takes one row of 1 (grey), 2 (grey, alpha), 3 (colours) or 4 channels.
    fn row(&mut self, row: &[u8], channels: usize) {
        if self.row >= self.from.1 || row.len() < self.from.0 as usize * channels {
            return;
        }
        self.narrow(row, channels);
        // A row covers `to` units of height, a new row `from` units.
        let (from, to) = (self.from.1, self.to.1);
        let mut at = self.row * to;
        let end = at + to;
        while at < end {
            let border = (at / from + 1) * from;
            let units = border.min(end) - at;
            for (sum, line) in self.sums.iter_mut().zip(&self.line) {
                for channel in 0..4 {
                    sum[channel] += line[channel] * units;
                }
            }
            at += units;
            if at == border {
                self.flush();
            }
        }
        self.row += 1;
    }

    fn narrow(&mut self, row: &[u8], channels: usize) {
        let (from, to) = (self.from.0, self.to.0);
        let mut sum = [0u64; 4];
        // How many units of width the new pixel still misses.
        let mut missing = from;
        let mut place = 0;
        for pixel in row.chunks_exact(channels).take(from as usize) {
            let (colour, alpha) = match *pixel {
                [grey] => ([grey; 3], 255),
                [grey, alpha] => ([grey; 3], alpha),
                [red, green, blue] => ([red, green, blue], 255),
                [red, green, blue, alpha] => ([red, green, blue], alpha),
                _ => ([0; 3], 0),
            };
            let alpha = u64::from(alpha);
            let weighed = colour.map(|colour| u64::from(colour) * alpha);
            let mut left = to;
            loop {
                let units = left.min(missing);
                sum[0] += weighed[0] * units;
                sum[1] += weighed[1] * units;
                sum[2] += weighed[2] * units;
                sum[3] += alpha * units;
                left -= units;
                missing -= units;
                if missing == 0 {
                    if let Some(line) = self.line.get_mut(place) {
                        *line = sum;
                    }
                    place += 1;
                    sum = [0; 4];
                    missing = from;
                }
                if left == 0 {
                    break;
                }
            }
        }
    }

    /// Writes the new row.
    fn flush(&mut self) {
        let area = self.from.0 * self.from.1;
        for sum in &mut self.sums {
            let alpha = sum[3];
            for colour in &sum[..3] {
                self.rgba.push((colour + alpha / 2).checked_div(alpha).map_or(255, |mean| mean.min(255) as u8));
            }
            self.rgba.push(((alpha + area / 2) / area).min(255) as u8);
            *sum = [0; 4];
        }
    }

    /// The new picture; rows that never came are white and clear.
    fn finish(mut self) -> Pixels {
        self.rgba.resize((self.to.0 * self.to.1 * 4) as usize, 0);
        Pixels { width: self.to.0 as u32, height: self.to.1 as u32, rgba: self.rgba }
    }
}

fn encode(picture: &Pixels) -> Option<Vec<u8>> {
    if picture.rgba.len() != picture.width as usize * picture.height as usize * 4 {
        return None;
    }
    let mut config = webp::WebPConfig::new().ok()?;
    config.quality = QUALITY;
    config.alpha_compression = 1;
    // Coloured type on coloured ground keeps its edges.
    config.use_sharp_yuv = 1;
    let encoder = webp::Encoder::from_rgba(&picture.rgba, picture.width, picture.height);
    Some(encoder.encode_advanced(&config).ok()?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, color: png::ColorType, data: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(data).unwrap();
        writer.finish().unwrap();
        file
    }

    /// Noise, so that no compression makes the original small.
    fn noise(count: usize) -> Vec<u8> {
        let mut state = 1u64;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect()
    }

    fn sizes(made: &[Smaller]) -> Vec<(u32, u32)> {
        made.iter().map(|one| image_webp::WebPDecoder::new(Cursor::new(&one.bytes)).unwrap().dimensions()).collect()
    }

    #[test]
    fn a_wide_picture_has_two_versions_and_a_narrow_one_none() {
        for (width, height, expected) in [
            (2000, 100, vec![(760, 38), (1520, 76)]),
            (1000, 50, vec![(760, 38), (1000, 50)]),
            (761, 3, vec![(760, 3), (761, 3)]),
            (760, 10, vec![]),
        ] {
            let file = png_of(width, height, png::ColorType::Rgb, &noise((width * height * 3) as usize));
            let made = shrink(&file);
            assert_eq!(sizes(&made), expected);
            assert!(made.iter().all(|one| one.bytes.len() < file.len()));
        }
    }

    #[test]
    fn a_version_that_is_not_smaller_is_not_made() {
        // One colour compresses to less than any other file.
        let file = png_of(800, 1, png::ColorType::Grayscale, &[255; 800]);
        assert!(shrink(&file).iter().all(|one| one.bytes.len() < file.len()));
    }

    #[test]
    fn averages_are_exact_and_weigh_by_alpha() {
        let mut average = Average::new(3, 2, 2).unwrap();
        // to height: (2*2+1)/3 = 1
        average.row(&[0, 90, 90], 1);
        average.row(&[0, 90, 90], 1);
        let made = average.finish();
        assert_eq!((made.width, made.height), (2, 1));
        assert_eq!(made.rgba, [30, 30, 30, 255, 90, 90, 90, 255]);
        let mut average = Average::new(2, 1, 1).unwrap();
        average.row(&[200, 100, 0, 255, 7, 7, 7, 0], 4);
        assert_eq!(average.finish().rgba, [200, 100, 0, 128]);
    }

    #[test]
    fn what_is_torn_or_foreign_is_left_alone() {
        let file = png_of(1600, 20, png::ColorType::Rgba, &noise(1600 * 20 * 4));
        for cut in [0, 1, 8, 20, 40, file.len() / 2] {
            assert_eq!(shrink(&file[..cut]), []);
        }
        for other in [&b"GIF89a"[..], b"<svg/>", b"RIFF\x10\0\0\0WEBPVP8 ", b"\xFF\xD8\xFF\xE0", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(shrink(other), []);
        }
        // A header that claims 60,000 x 60,000 pixels.
        let mut bomb = png_of(1600, 1, png::ColorType::Grayscale, &noise(1600));
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(shrink(&bomb), []);
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        };
        !bytes.iter().fold(!0, step)
    }

    #[test]
    fn exif_tells_whether_a_picture_is_turned() {
        let exif = |orientation: u8| {
            let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
            exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
            exif
        };
        assert!(is_turned(&exif(6)));
        assert!(!is_turned(&exif(1)));
        assert!(!is_turned(b"Exif\0\0II*\0\xff\xff\xff\xff"));
        assert!(!is_turned(b""));
    }
}
