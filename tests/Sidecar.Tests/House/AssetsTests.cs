using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace Sidecar.Tests.House;

/// <summary>Files of others that are committed and compiled in are the ones that packaging/assets.json names, to the byte.</summary>
public sealed class AssetsTests
{
    private static readonly string s_root = HouseTests.Root();

    private static readonly JsonElement[] s_assets =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(s_root, "packaging", "assets.json"))).RootElement.EnumerateArray()];

    [Fact]
    public void Each_file_has_the_bytes_that_it_had_in_its_package()
    {
        JsonProperty[] files = [.. s_assets.SelectMany(asset => asset.GetProperty("files").EnumerateObject())];
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(file.Value.GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(s_root, file.Name))))));
    }

    [Fact]
    public void Each_has_its_licence_beside_it()
    {
        Assert.All(s_assets, asset =>
        {
            string text = File.ReadAllText(Path.Combine(s_root, asset.GetProperty("text").GetString()!));
            Assert.Contains(asset.GetProperty("copyright").GetString()!, text, StringComparison.Ordinal);
            Assert.Contains(asset.GetProperty("license").GetString() == "MIT" ? "The MIT License" : "SIL OPEN FONT LICENSE Version 1.1", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void No_other_file_of_theirs_is_there()
    {
        string[] named = [.. s_assets.SelectMany(asset => asset.GetProperty("files").EnumerateObject().Select(file => file.Name).Append(asset.GetProperty("text").GetString()!))];
        string[] there = [.. Directory.GetFiles(Path.Combine(s_root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file => file.Contains("uPlot", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("LICENSE", StringComparison.Ordinal) || Path.GetExtension(file) is ".woff" or ".woff2" or ".ttf" or ".otf")
            .Select(file => Path.GetRelativePath(s_root, file))];
        Assert.Equal(named.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }
}
