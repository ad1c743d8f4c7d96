using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The pictures of a report as a real Chromium sees them: it reads each PNG file, and draws each SVG file with the same
/// letters itself. What differs is soft edges, by half a pixel, and so it is looked at in blocks of four by four pixels.
/// </summary>
public sealed class PictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserTheory]
    [InlineData("<b>loud</b>\u202e/1")]
    public void A_PNG_shows_what_the_browser_makes_of_the_SVG(string userAgent)
    {
        SidecarProcess.Run(["replay", "-", "--report", _folder], System.Text.Encoding.UTF8.GetBytes(LoudTraffic.Of(userAgent))).Balanced();
        string[] pictures = [.. Directory.GetFiles(_folder, "*.svg").Order(StringComparer.Ordinal)];
        Assert.InRange(pictures.Length, 8, 100);
        Assert.Equal(pictures.Length, Directory.GetFiles(_folder, "*.png").Length);
        using Browser browser = new(1000, 900, isDark: false);
        browser.Open("about:blank");
        browser.Value(Compare);
        string font = Convert.ToBase64String(File.ReadAllBytes(Path.Combine(FixtureFiles.Root, "src/Sidecar/Pictures/assets/noto-sans-latin-400-normal.woff")));
        foreach (string picture in pictures)
        {
            byte[] png = File.ReadAllBytes(Path.ChangeExtension(picture, ".png"));
            string svg = File.ReadAllText(picture);
            JsonElement whole = Differ(browser, png, svg, font);
            Assert.Equal(960, whole.GetProperty("width").GetInt32());
            Assert.Equal(whole.GetProperty("svgHeight").GetInt32() * 2, whole.GetProperty("height").GetInt32());
            Assert.True(whole.GetProperty("part").GetDouble() < 0.08, $"{Path.GetFileName(picture)}: {whole}");
            // The measure sees it when the letters are others, and when a shape is gone.
            Assert.True(Differ(browser, png, svg.Replace("font-size:13px", "font-size:15px", StringComparison.Ordinal), font).GetProperty("part").GetDouble() > 0.15, Path.GetFileName(picture));
            string less = System.Text.RegularExpressions.Regex.Replace(svg, "<path class=\"(line|dots|far)", "<path visibility=\"hidden\" class=\"$1");
            Assert.NotEqual(svg, less);
            Assert.True(Differ(browser, png, less, font).GetProperty("part").GetDouble() > 0.08, Path.GetFileName(picture));
        }
    }

    private static JsonElement Differ(Browser browser, byte[] png, string svg, string font) => browser.Value(
        $"differ('{Convert.ToBase64String(png)}', {JsonSerializer.Serialize(svg)}, '{font}')");

    /// <summary>What differs of the blocks, as a part of all that is not white.</summary>
    private const string Compare = """
        globalThis.load = async url => { const image = new Image(); image.src = url; await image.decode(); return image; };
        globalThis.blocks = (image, width, height) => {
          const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0, width, height);
          const data = pen.getImageData(0, 0, width, height).data, sums = new Float64Array(Math.ceil(width / 4) * Math.ceil(height / 4) * 3);
          for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++)
            sums[((y >> 2) * Math.ceil(width / 4) + (x >> 2)) * 3 + c] += 255 - data[(y * width + x) * 4 + c];
          return sums;
        };
        globalThis.differ = async (png, svg, font) => {
          const mine = await load('data:image/png;base64,' + png);
          const face = `@font-face{font-family:shipped;src:url(data:font/woff;base64,${font})}text{font-kerning:none}\n`;
          const size = /viewBox="0 0 ([0-9]+) ([0-9]+)"/.exec(svg).slice(1).map(Number);
          const own = svg.replace('<style>', '<style>' + face).replace('system-ui', 'shipped').replace('<svg', `<svg width="${2 * size[0]}" height="${2 * size[1]}"`);
          const theirs = await load(URL.createObjectURL(new Blob([own], { type: 'image/svg+xml' })));
          const one = blocks(mine, mine.naturalWidth, mine.naturalHeight), other = blocks(theirs, mine.naturalWidth, mine.naturalHeight);
          let apart = 0, all = 0;
          one.forEach((sum, block) => { apart += Math.abs(sum - other[block]); all += other[block]; });
          return { width: mine.naturalWidth, height: mine.naturalHeight, svgHeight: size[1], part: apart / all };
        };
        0
        """;
}
