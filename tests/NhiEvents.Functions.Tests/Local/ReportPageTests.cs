using System.Text;
using System.Xml;
using System.Xml.Linq;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Report;

namespace NhiEvents.Functions.Tests.Local;

public sealed class ReportPageTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Says_who_is_broken_worst_first_and_adds_up()
    {
        var page = await PageAsync(
            [Finding("NHI104", "b", Severity.Low, 900), Finding("NHI101", "a", Severity.High, 2), Finding("NHI112", "a", Severity.Low, 7), Finding("NHI999", "c", Severity.Critical, 1)],
            [Identity("a", "NHI101", "NHI112"), Identity("b", "NHI104"), Identity("c", "NHI999"), Identity("d")]);

        Assert.Equal(
            "3 of 4 non-human identities are broken: 1 with some trouble, 1 asked for a step that automation cannot perform, 1 signing in with an expired secret.",
            Text(page.Descendants("h1").Single()));
        Assert.Equal(["name-c", "name-a", "name-b"], page.Descendants("h3").Select(Text));
        Assert.Equal(["NHI999 Some trouble", "NHI101 Some trouble", "NHI112 Some trouble", "NHI104 Some trouble"], page.Descendants("h4").Select(Text));
    }

    [Theory]
    [InlineData(0, "No non-human identities in these logs.")]
    [InlineData(1, "The one non-human identity in these logs is not broken.")]
    [InlineData(2, "None of 2 non-human identities is broken.")]
    public async Task Without_findings_it_says_so(int identities, string sentence)
    {
        var page = await PageAsync([], [.. Enumerable.Range(0, identities).Select(i => Identity($"{i}"))]);

        Assert.Equal(sentence, Text(page.Descendants("h1").Single()));
    }

    [Fact]
    public async Task Is_bounded_however_much_is_broken_and_says_what_it_leaves_out()
    {
        var ids = Enumerable.Range(0, 3000).Select(i => $"id{i:0000}").ToList();

        var page = await PageAsync([.. ids.Select(id => Finding("NHI101", id, Severity.High, 1))], [.. ids.Select(id => Identity(id, "NHI101"))]);

        Assert.Equal(BrokenSection.MaxCards, page.Descendants("article").Count());
        Assert.Contains("The first 100 of 3,000 follow in full; all are in findings.json.", Text(page), StringComparison.Ordinal);
        Assert.Contains("The first 1,000 of 3,000; all are in identities.json.", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_is_shown_as_unknown()
    {
        var page = await PageAsync([Finding("NHI101", "a", Severity.High, 2)], [Identity("a", "NHI101")], ReportSource.State);

        Assert.Contains("The owner of 1 of 1 identities: sign-in logs name none", Text(page), StringComparison.Ordinal);
        Assert.Contains("Who demanded 1 of 1 challenges", Text(page), StringComparison.Ordinal);
        Assert.Contains("Not known: the stored state does not count it", Text(page), StringComparison.Ordinal);
        Assert.Contains("not looked up", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_success_counts_only_on_every_path_that_failed()
    {
        var finding = Finding("NHI101", "a", Severity.High, 2);

        Assert.Equal(Start.AddHours(2), View(Path("one", 2, 1)).SucceededSince(finding));
        Assert.Null(View(Path("one", 2, 1), Path("two", null, 1)).SucceededSince(finding));
        Assert.Null(View(Path("one", 1, 2)).SucceededSince(finding));
        Assert.Null(View().SucceededSince(finding));

        static PathOutcome Path(string app, int? succeeded, int failed) =>
            new(app, "", succeeded is { } hours ? Start.AddHours(hours) : null, new Dictionary<int, DateTimeOffset> { [50076] = Start.AddHours(failed) });
        static IdentityView View(params IReadOnlyList<PathOutcome> paths) => new(Identity("a", "NHI101"), [], new IdentityTimeline("t", "a", [], paths));
    }

    private static async Task<XDocument> PageAsync(IReadOnlyList<Finding> findings, IReadOnlyList<IdentitySummary> identities, ReportSource? source = null)
    {
        await using var database = SqliteDatabase.OpenInMemory();
        var findingsDocument = new FindingsDocument(1, findings);
        var identitiesDocument = new IdentitiesDocument(1, identities);
        var timelines = await Timelines.ReadAsync(new TimelineRepository(new SqliteStateStore(database, "detection")), findingsDocument, identitiesDocument, TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        ReportPage.Write(stream, ReportModel.Of(findingsDocument, identitiesDocument, timelines, source ?? new ReportSource("a test") { Rows = 1, Rejected = [], Skipped = [] }));
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(stream.ToArray())), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static string Text(XContainer part) => part is XElement element ? element.Value : ((XDocument)part).Root!.Value;

    private static Finding Finding(string number, string identity, Severity severity, int count) => new(
        $"{number}-{identity}", number, "some-trouble", severity, Ref(identity), "unknown", "Because.",
        new Evidence([new EvidenceEvent("e", Start, 50076)], [50076], [], [], [], [], ["ropc"]), [new Remedy("Mend it", ["Do."])], ["A standard"], Start, Start.AddHours(1), count, FindingState.Open);

    private static IdentitySummary Identity(string id, params IReadOnlyList<string> findings) => new(Ref(id), "t", "unknown", ["ropc"], Start, Start.AddHours(2), 1, 2, findings);

    private static IdentityRef Ref(string id) => new(id, IdentityKind.ServiceAccount, $"name-{id}");
}
