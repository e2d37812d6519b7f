using System.Text.RegularExpressions;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

public sealed class PageLinkTests
{
    private static readonly string[] Folders = ["docs", "infra"];

    [Fact]
    public void Every_link_of_a_page_leads_to_a_file()
    {
        var pages = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md")).Append(Path.Combine(Repository.Root, "README.md")).ToList();
        var dead = from page in pages
                   from Match link in Regex.Matches(File.ReadAllText(page), @"\]\(([^)#\s]+)[^)]*\)")
                   let target = link.Groups[1].Value
                   where !target.Contains("://", StringComparison.Ordinal)
                   let path = Path.Combine(Path.GetDirectoryName(page)!, target)
                   where !File.Exists(path) && !Directory.Exists(path)
                   select $"{Path.GetRelativePath(Repository.Root, page)}: {target}";

        Assert.True(pages.Count > 5);
        Assert.Empty(dead);
    }
}
