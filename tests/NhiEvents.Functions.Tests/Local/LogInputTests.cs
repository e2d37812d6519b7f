using System.Globalization;
using System.IO.Compression;
using System.Text;
using NhiEvents.Core.Events;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Replay;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>Files as users have them: packed, piped, large, damaged.</summary>
public sealed class LogInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nhi-input-");

    [Fact]
    public void A_file_gives_the_same_rows_plain_packed_and_in_UTF16()
    {
        var text = Lines(0, 200);
        Write("plain.ndjson", Encoding.UTF8.GetBytes(text));
        var expected = Rows("plain.ndjson");

        Write("a.json.gz", Packed(Encoding.UTF8.GetBytes(text)));
        Write("b.json", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]);
        Write("c.json", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)]);
        Write("d.bin", Packed([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]));

        Assert.Equal(200, expected.Count);
        Assert.All((string[])["a.json.gz", "b.json", "c.json", "d.bin"], name => Assert.Equal(expected, Rows(name)));
    }

    [Theory]
    [InlineData("\n", "", "")]
    [InlineData(",", "{\"records\":[", "]}")]
    [InlineData(",\n  ", "[", "]")]
    public void A_file_of_many_blocks_gives_every_row_once(string between, string before, string after)
    {
        Write("large.json", Encoding.UTF8.GetBytes(before + string.Join(between, Lines(0, 40_000).TrimEnd().Split('\n')) + after));

        using var input = Read("large.json");

        Assert.Equal((40_000, 0L), (input.Index.Entries.Count, input.Index.RejectedCount));
        Assert.Equal(input.Index.Entries.Select(entry => entry.Ticks).Order(), input.Index.Entries.Select(entry => entry.Ticks));
    }

    [Fact]
    public void A_list_that_starts_behind_lines_is_read_across_the_ends_of_blocks()
    {
        Write("mixed.json", Encoding.UTF8.GetBytes(Lines(0, 20_000) + "{\"records\":[\n" + string.Join(",\n", Lines(20_000, 40_000).TrimEnd().Split('\n')) + "\n]}\n" + Lines(40_000, 40_100)));

        using var input = Read("mixed.json");

        Assert.Equal((40_100, 0L), (input.Index.Entries.Count, input.Index.RejectedCount));
    }

    [Fact]
    public void A_fault_is_told_with_its_line_and_byte_in_any_block()
    {
        var before = Lines(0, 30_000);
        Write("damaged.ndjson", Encoding.UTF8.GetBytes(before + "{\"category\":\"SignInLogs\", oops}\n" + Lines(30_000, 30_010)));

        using var input = Read("damaged.ndjson");

        var row = Assert.Single(input.Index.Rejected);
        Assert.Equal((30_001, RejectReasons.NotJson), (row.Line, row.Reason));
        Assert.InRange(row.Offset, Encoding.UTF8.GetByteCount(before) + 20, Encoding.UTF8.GetByteCount(before) + 30);
        Assert.Equal(30_010, input.Index.Entries.Count);
    }

    [Fact]
    public void A_gzip_that_ends_early_gives_what_comes_before()
    {
        var packed = Packed(Encoding.UTF8.GetBytes(Lines(0, 2000)));
        Write("cut.gz", packed[..(packed.Length / 2)]);

        using var input = Read("cut.gz");

        Assert.InRange(input.Index.Entries.Count, 100, 1999);
        Assert.NotEqual(0, input.Index.RejectedCount);
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_is_large()
    {
        using var zeros = new MemoryStream(Packed(new byte[20_000_000]));
        using var text = new GZipStream(zeros, CompressionMode.Decompress);

        using var file = new Spool(SpoolLimits.Default with { FreeBytes = 2_000_000 }).Write("bomb.gz", text, zeros.Length, out var fault);

        Assert.Equal((RejectReasons.GzipBomb, 0L), (fault!.Reason, file.Length));
        Assert.InRange(RandomAccess.GetLength(file.Handle), 0, 8_000_000);
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 5 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xE4, (byte)'a', 0xF6, (byte)'b', 0xFC, (byte)'c', 0xDF, (byte)'d' })]
    [InlineData(new byte[0])]
    public void What_is_no_text_is_one_clear_line(byte[] content)
    {
        Write("odd", content);

        Assert.DoesNotContain('\n', Assert.Throws<HostRefusalException>(() => Read("odd")).Message);
    }

    [Fact]
    public void Copies_of_an_event_in_several_schemas_count_once_and_belong_to_the_tenant_that_one_of_them_names()
    {
        Write("a.ndjson", Encoding.UTF8.GetBytes(Lines(0, 10)));
        Write("b.json", Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(",", Enumerable.Range(5, 10).Select(Graph))}}]}"""));

        using var input = Read("");

        Assert.Equal((15, "t"), (input.Index.Entries.Count, input.Index.TenantOfOthers));
        Assert.Equal(15, input.Index.Identities.Count(identity => identity.IsNonHuman));
        Assert.All(input.Index.Identities.Where(identity => identity.IsNonHuman), identity => Assert.Equal("t", identity.Tenant));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(number =>
        $$$"""{"category":"ServicePrincipalSignInLogs","tenantId":"t","properties":{{{Graph(number)}}}}""" + "\n"));

    private static string Graph(int number) =>
        $$$"""{"id":"e{{{number}}}","createdDateTime":"{{{DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number).ToString("o", CultureInfo.InvariantCulture)}}}","servicePrincipalId":"s{{{number}}}","appId":"äöü ","status":{"errorCode":7000222},"padding":"{{{new string('x', 400 + (number % 7))}}}"}""";

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_folder.FullName, name), content);

    private LogInput Read(string name) => LogInput.Read([Path.Combine(_folder.FullName, name)], keepRaw: false, TestContext.Current.CancellationToken);

    private List<(long, ulong)> Rows(string name)
    {
        using var input = Read(name);
        return [.. input.Index.Entries.Select(entry => (entry.Ticks, entry.Key))];
    }
}
