using System.Text;
using Azure;
using Azure.Data.Tables;
using NhiEvents.Azure.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

public sealed class TableRowTests
{
    [Fact]
    public void A_body_is_text_that_a_person_can_read()
    {
        var entity = TableRow.ToEntity("p", "r|1", """{"a":"é😀"}"""u8.ToArray());

        Assert.Equal(("p", "r|1"), (entity.PartitionKey, entity.RowKey));
        Assert.Equal("""{"a":"é😀"}""", entity["Body0"]);
        Assert.False(entity.ContainsKey("Body1"));
        Assert.Equal("""{"a":"é😀"}""", Text(entity));
    }

    [Theory]
    [InlineData(TableRow.PropertyChars, 1)]
    [InlineData(TableRow.PropertyChars + 1, 2)]
    [InlineData((3 * TableRow.PropertyChars) + 5, 4)]
    public void Long_text_is_cut_into_numbered_properties(int chars, int parts)
    {
        var text = new string('x', chars - 1) + "y";

        var entity = TableRow.ToEntity("p", "r", Encoding.UTF8.GetBytes(text));

        Assert.Equal(Enumerable.Range(0, parts).Select(n => $"Body{n}"), entity.Keys.Where(key => key.StartsWith("Body", StringComparison.Ordinal)).Order());
        Assert.Equal(text, Text(entity));
    }

    [Fact]
    public void A_surrogate_pair_is_never_cut()
    {
        var text = new string('x', TableRow.PropertyChars - 1) + "😀" + new string('y', TableRow.PropertyChars - 1) + "😀";

        var entity = TableRow.ToEntity("p", "r", Encoding.UTF8.GetBytes(text));

        Assert.Equal(TableRow.PropertyChars - 1, entity.GetString("Body0").Length);
        Assert.StartsWith("😀", entity.GetString("Body1"), StringComparison.Ordinal);
        Assert.Equal("😀", entity.GetString("Body2")[^2..]);
        Assert.Equal(text, Text(entity));
    }

    [Theory]
    [InlineData(StateLimits.MaxTextChars, "Body0")]
    [InlineData(StateLimits.MaxTextChars + 1, "Bytes0")]
    [InlineData(IStateStore.MaxBodyBytes, "Bytes0")]
    public void What_would_not_fit_as_text_is_bytes(int bytes, string first)
    {
        var body = Encoding.UTF8.GetBytes(new string('x', bytes));

        var entity = TableRow.ToEntity("p", "r", body);

        Assert.True(entity.ContainsKey(first));
        Assert.Equal(body, TableRow.ToState(entity).Body.ToArray());
    }

    [Fact]
    public void What_is_no_text_is_kept_byte_for_byte()
    {
        byte[] body = [0x22, 0xFF, 0xC3, 0x22];

        Assert.Equal(body, TableRow.ToState(TableRow.ToEntity("p", "r", body)).Body.ToArray());
    }

    [Fact]
    public void An_empty_body_is_a_body()
    {
        Assert.Equal(0, TableRow.ToState(TableRow.ToEntity("p", "r", default)).Body.Length);
    }

    [Fact]
    public void The_ETag_is_the_services_own_text()
    {
        const string Tag = "W/\"datetime'2026-01-02T03%3A04%3A05.1234567Z'\"";
        var entity = TableRow.ToEntity("p", "r", "1"u8.ToArray());
        entity.ETag = new ETag(Tag);

        Assert.Equal(Tag, TableRow.ToState(entity).ETag);
    }

    [Fact]
    public void Somebody_elses_entity_is_named()
    {
        var foreign = new TableEntity("p", "r") { ["Value"] = "1" };

        Assert.Contains("'r'", Assert.Throws<InvalidDataException>(() => TableRow.ToState(foreign)).Message, StringComparison.Ordinal);
    }

    private static string Text(TableEntity entity) => Encoding.UTF8.GetString(TableRow.ToState(entity).Body.Span);
}
