using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>Every sample gives what <c>samples/expected.json</c> promises.</summary>
public sealed class SamplesTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    private static readonly Dictionary<string, Expected> Promises = JsonSerializer.Deserialize<Dictionary<string, Expected>>(
        File.ReadAllText(Path.Combine(Samples, "expected.json")), JsonSerializerOptions.Web)!;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Inputs => [.. Promises.Keys];

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task A_sample_gives_what_is_promised(string input)
    {
        var ran = await Nhi.HereAsync("replay", Path.Combine(Samples, input), "--out", _folder["out"]);

        var promised = Promises[input];
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(promised.Findings, findings.Select(finding => $"{finding.FindingType} {finding.Identity.DisplayName} {finding.Count}").Order(StringComparer.Ordinal));
        Assert.Equal(promised.Identities, JsonSerializer.Deserialize(File.ReadAllText(_folder["out/identities.json"]), NhiJson.Default.IdentitiesDocument)!.Identities.Count);
        Assert.Equal(promised.Rejected, File.ReadLines(_folder["out/rejected.ndjson"]).Count());
    }

    [Fact]
    public void Every_sample_is_promised_something()
    {
        var files = Directory.EnumerateFiles(Samples, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Samples, file).Replace('\\', '/'))
            .Where(file => file is not ("README.md" or "expected.json"));

        Assert.All(files, file => Assert.Contains(Promises.Keys, input => file == input || file.StartsWith(input + '/', StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private sealed record Expected(IReadOnlyList<string> Findings, int Identities, int Rejected = 0);
}
