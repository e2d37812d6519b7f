using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>The portal's pages: one document, its styles and its modules, inside the assembly.</summary>
public sealed class PageFiles
{
    private const string Prefix = "pages/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, byte[]> _files;

    public PageFiles()
    {
        var assembly = typeof(PageFiles).Assembly;
        _files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..].Replace('\\', '/'),
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return bytes.ToArray();
            });
    }

    /// <summary>The file of this path; the document for every path that names a page.</summary>
    public IResult Serve(HttpRequest request, string path)
    {
        var name = _files.ContainsKey(path) ? path : "index.html";
        return name == path || !Path.HasExtension(path)
            ? Answers.Tagged(request, _files[name], Types[Path.GetExtension(name)], "no-cache")
            : Problem.Of(StatusCodes.Status404NotFound, "Not found", "The portal has no such file.");
    }
}
