using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Tables of Log Analytics and of advanced hunting that went through a database or a script: other names for the columns, words for nothing.</summary>
public sealed partial class RespelledTablesTests
{
    private static readonly Dictionary<string, Func<string, string>> Spellings = new()
    {
        ["lower case"] = name => name.ToLowerInvariant(),
        ["capitals"] = name => name.ToUpperInvariant(),
        ["snake case"] = Snake,
        ["snake case in capitals"] = name => Snake(name).ToUpperInvariant(),
    };

    public static TheoryData<string> Names => [.. Spellings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sign_in_is_the_same_whatever_the_spelling_of_its_columns(string spelling)
    {
        foreach (var signIn in AbstractSignIn.Some(20))
        {
            var row = ShapeWriters.With(ShapeWriters.Columns(signIn), json => json.Remove("Category"));
            var expected = Told(Row(row.ToJsonString()));

            Assert.Equal(expected, Told(Row(Spelled(row, spelling).ToJsonString())));
            Assert.Equal(expected, Told(Row(ShapeWriters.Csv([Spelled(row, spelling)], ","))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void So_is_one_of_advanced_hunting(string spelling)
    {
        foreach (var signIn in AbstractSignIn.Some(20))
        {
            var row = HuntingRowsTests.Hunting(signIn);

            Assert.Equal(Told(Row(row.ToJsonString())), Told(Row(Spelled(row, spelling).ToJsonString())));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_audit_keeps_its_tenant_and_what_changed(string spelling)
    {
        var row = ShapeWriters.With(OtherShapes.ColumnsOfAudit(1), json => json["TenantId"] = "the-workspace");
        var expected = Assert.IsType<ReadResult.Change>(Read(row.ToJsonString())).Event;

        var change = Assert.IsType<ReadResult.Change>(Read(Spelled(row, spelling).ToJsonString())).Event;

        Assert.Equal((expected.TenantId, expected.Key, expected.At, expected.Operation), (change.TenantId, change.Key, change.At, change.Operation));
        Assert.Equal(expected.Targets.Single().Properties, change.Targets.Single().Properties);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("nan")]
    [InlineData("\\N")]
    [InlineData("N/A")]
    public void A_word_for_nothing_is_nothing(string word)
    {
        foreach (var signIn in AbstractSignIn.Some(20))
        {
            var row = ShapeWriters.With(ShapeWriters.Columns(signIn), json => json.Remove("Category"));
            var filled = new JsonObject(row.Select(cell => KeyValuePair.Create(cell.Key, (JsonNode?)(cell.Value?.ToString() is { Length: > 0 } text ? text : cell.Key is "IncomingTokenType" && word is "None" ? "" : word)))); // there it is a value

            Assert.Equal(Told(Row(row.ToJsonString())), Told(Row(filled.ToJsonString())));
            Assert.Equal(Told(Row(row.ToJsonString())), Told(Row(ShapeWriters.Csv([filled], ","))));
        }
    }

    [Fact]
    public void Where_it_happened_is_not_lost_to_an_empty_column_of_another_type()
    {
        var row = Row("""{"CreatedDateTime":"2026-03-02T06:00:00Z","Id":"e9","Location":"DE","LocationDetails_dynamic":"None","LocationDetails_string":"","ServicePrincipalId":"2222","AppId":"1111","ResultType":"7000222","Type":"AADServicePrincipalSignInLogs"}""");

        Assert.Equal("DE", row.Country);
    }

    [Fact]
    public void Records_of_diagnostic_settings_are_read_from_a_table_with_a_column_for_their_properties()
    {
        foreach (var signIn in AbstractSignIn.Some(20))
        {
            var row = ShapeWriters.Diagnostic(signIn);
            var cells = new JsonObject(row.Select(cell => KeyValuePair.Create(cell.Key, (JsonNode?)cell.Value!.ToString())));

            Assert.Equal(Told(Row(row.ToJsonString())), Told(Row(ShapeWriters.Csv([cells], ","))));
            Assert.Equal(Told(Row(row.ToJsonString())), Told(Row(ShapeWriters.TablesJson([cells]))));
        }
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    private static string Snake(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    private static JsonObject Spelled(JsonObject row, string spelling) => new(row.Select(cell => KeyValuePair.Create(Spellings[spelling](cell.Key), cell.Value?.DeepClone())));

    private static ReadResult Read(string text) => Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(text))).Result;

    private static SignIn Row(string text) => Assert.IsType<ReadResult.Row>(Read(text)).SignIn;

    private static string Told(SignIn row) => System.Text.Json.JsonSerializer.Serialize(row, Contracts.NhiJson.Default.SignIn);
}
