using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Local.Report;

/// <summary>The page's style or script, as it was built into this program; the page's policy allows it by its hash and nothing else.</summary>
internal sealed class OwnContent
{
    private OwnContent(string resource)
    {
        using var stream = typeof(OwnContent).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidDataException($"{resource} is not embedded in this assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Text = reader.ReadToEnd().ReplaceLineEndings("\n"); // a browser hashes it so, whatever the checkout did
        Hash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
    }

    public static OwnContent Style { get; } = new("report.css");

    public static OwnContent Script { get; } = new("report.js");

    public string Text { get; }

    /// <summary>A source of a Content-Security-Policy.</summary>
    public string Hash { get; }
}
