using NhiEvents.Azure.Tables;

namespace NhiEvents.Ports.Tests.Azure;

public sealed class TableFilterTests
{
    [Theory]
    [InlineData("", "PartitionKey eq 'p'")]
    [InlineData("~out|", "PartitionKey eq 'p' and RowKey ge '~out|' and RowKey lt '~out}'")]
    [InlineData("a", "PartitionKey eq 'p' and RowKey ge 'a' and RowKey lt 'b'")]
    [InlineData("it's", "PartitionKey eq 'p' and RowKey ge 'it''s' and RowKey lt 'it''t'")]
    [InlineData("&", "PartitionKey eq 'p' and RowKey ge '&' and RowKey lt ''''")]
    [InlineData("~", "PartitionKey eq 'p' and RowKey ge '~' and RowKey lt '\u00A0'")]
    [InlineData("a\uFFFF", "PartitionKey eq 'p' and RowKey ge 'a\uFFFF' and RowKey lt 'b'")]
    [InlineData("\uFFFF", "PartitionKey eq 'p' and RowKey ge '\uFFFF'")]
    public void A_prefix_is_a_range_of_keys(string prefix, string filter)
    {
        Assert.Equal(filter, TableFilter.Prefix("p", prefix));
    }

    [Fact]
    public void A_quote_in_the_partition_ends_nothing()
    {
        Assert.Equal("PartitionKey eq 'p'' or ''1'' eq ''1'", TableFilter.Prefix("p' or '1' eq '1", ""));
    }
}
