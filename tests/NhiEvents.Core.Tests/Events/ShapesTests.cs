using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>The same events are the same, whatever they are written in.</summary>
public sealed class ShapesTests
{
    private static readonly IReadOnlyList<AbstractSignIn> Events = AbstractSignIn.Some(60);

    private static readonly string Expected = Read(ShapeWriters.Complete["diagnostic lines"](Events));

    public static TheoryData<string> Shapes() => [.. ShapeWriters.Complete.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_gives_the_same_bytes(string shape)
    {
        Assert.Equal(Events.Count, Expected.Split('\n').Length);
        Assert.Equal(Expected, Read(ShapeWriters.Complete[shape](Events)));
    }

    [Theory]
    [InlineData((int)SignInShape.Interactive, "InteractiveSignIns_2026-03-02.csv")]
    [InlineData((int)SignInShape.NonInteractive, "NonInteractiveSignIns_2026-03-02.csv")]
    [InlineData((int)SignInShape.ServicePrincipal, "ApplicationSignIns_2026-03-02.csv")]
    [InlineData((int)SignInShape.ManagedIdentity, "MSISignIns_2026-03-02.csv")]
    public void The_portals_CSV_lacks_policies_and_who_demanded_the_challenge_only(int shape, string file)
    {
        var events = AbstractSignIn.Some(20, (SignInShape)shape);
        var full = SignIns(ShapeWriters.Complete["Graph lines"](events)).Select(row => row with { Policies = [], DemandedBy = [] });

        Assert.Equal(Text(full), Text(SignIns(ShapeWriters.PortalCsv(events), RowFormat.CategoryOf(file))));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shown_in_pieces_a_text_holds_the_same_rows(string shape)
    {
        var text = Encoding.UTF8.GetBytes(ShapeWriters.Complete[shape](AbstractSignIn.Some(1500)));

        var whole = Splitting.Items(text);

        Assert.Equal(1500, whole.Count(item => item.Result is ReadResult.Row));
        Assert.Equal(whole.Select(item => (item.Offset, item.Length)), Splitting.Items(text, RecordSplitter.Lookahead + 12_345).Select(item => (item.Offset, item.Length)));
    }

    private static string Read(string text) => Text(SignIns(text));

    private static List<SignIn> SignIns(string text, string? category = null) =>
        Splitting.Items(Encoding.UTF8.GetBytes(text), category).ConvertAll(item => Assert.IsType<ReadResult.Row>(item.Result).SignIn);

    private static string Text(IEnumerable<SignIn> rows) => string.Join('\n', rows.Select(row => JsonSerializer.Serialize(row, NhiJson.Default.SignIn)));
}
