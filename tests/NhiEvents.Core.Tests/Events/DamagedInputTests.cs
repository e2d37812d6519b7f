using System.Diagnostics;
using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Whatever stands in a text: closed results, in order, in bounded time and memory.</summary>
public sealed class DamagedInputTests
{
    private static readonly byte[][] Scraps =
        [.. new[] { "{", "}", "[", "]", "\"", "\\", ",", ":", "\n", "\r\n{", "\0", "\uFEFF", "\"records\":[", "\"tables\":[{\"rows\":[[", "1e999", "null", ";\";\"", "\\ud800", "sep=;\n", "<Event ", "</Event>", "<!DOCTYPE" }
            .Select(Encoding.UTF8.GetBytes), [0xFF, 0xFE], [0xC3], [0x80]];

    [Fact]
    public void Damaged_shapes_give_closed_results_only()
    {
        var clock = Stopwatch.StartNew();
        var random = new Random(20260302);
        var texts = ShapeWriters.Complete.Values.Select(write => Encoding.UTF8.GetBytes(write(AbstractSignIn.Some(4))))
            .Append(Encoding.UTF8.GetBytes(ShapeWriters.PortalCsv(AbstractSignIn.Some(4))))
            .Append(Encoding.UTF8.GetBytes(XmlEventsTests.Events("svc-a", "svc-b", "svc-c")))
            .Concat(OtherShapes.All.Values.SelectMany(shapes => shapes.Values.Select(Encoding.UTF8.GetBytes))).ToList();
        for (var round = 0; round < 6000 && clock.Elapsed < TimeSpan.FromSeconds(8); round++)
        {
            var text = Damage(random, texts[round % texts.Count]);

            var items = Splitting.Items(text);

            var end = 0L;
            foreach (var item in items)
            {
                Assert.InRange(item.Offset, end, text.Length);
                end = item.Offset + item.Length;
                Assert.InRange(end, item.Offset, text.Length);
                Assert.True(item.Result is not ReadResult.Unreadable why || RejectReasons.All.Contains(why.Reason));
                Assert.True(item.IsWhole || item.Result is ReadResult.Unreadable);
            }
        }
    }

    /// <summary>Every row, cut and changed at every byte in turn: the readers of the rare logs read twice, so both passes must hold.</summary>
    [Fact]
    public void No_bytes_make_the_readers_of_other_logs_throw()
    {
        var random = new Random(11);
        foreach (var row in OtherShapes.All.Values.SelectMany(shapes => shapes["mixed and repeated"].Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Encoding.UTF8.GetBytes))
        {
            for (var at = 0; at < row.Length; at += 1 + random.Next(3))
            {
                var changed = row.ToArray();
                changed[at] = (byte)random.Next(256);

                Assert.NotNull(EventReader.Read(changed));
                Assert.NotNull(EventReader.Read(row.AsSpan(0, at)));
            }
        }
    }

    [Fact]
    public void One_bad_byte_costs_one_line_at_most()
    {
        var random = new Random(5);
        var lines = Encoding.UTF8.GetBytes(ShapeWriters.Complete["diagnostic lines"](AbstractSignIn.Some(9)));
        for (var round = 0; round < 1000; round++)
        {
            var text = lines.ToArray();
            text[random.Next(text.Length)] = (byte)random.Next(256);

            Assert.InRange(Splitting.Items(text).Count(item => item.Result is ReadResult.Row), 7, 9); // a lost line end costs the lines on both its sides
        }
    }

    [Theory]
    [InlineData("""{"a":"{0}"}""", "x", RejectReasons.TooLarge)]
    [InlineData("""{"a":[{0}1]}""", "1,", RejectReasons.TooLarge)]
    [InlineData("""{"a":{0}""", "[", RejectReasons.TooDeep)]
    [InlineData("{0}", "[", RejectReasons.TooDeep)]
    [InlineData("{0}", """{"records":[""", RejectReasons.TooDeep)]
    [InlineData("{0}", "x", RejectReasons.NotJson)]
    [InlineData("{\"a\":\"{0}", "x", RejectReasons.TooLarge)]
    public void A_row_without_end_is_one_fault_and_what_follows_is_read(string frame, string filling, string reason)
    {
        var text = Encoding.UTF8.GetBytes(frame.Replace("{0}", string.Concat(Enumerable.Repeat(filling, 8_000_000 / filling.Length)), StringComparison.Ordinal) + "\n" + Records.App.ReplaceLineEndings(""));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var items = Splitting.Items(text, RecordSplitter.Lookahead);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Equal(reason, Assert.IsType<ReadResult.Unreadable>(items[0].Result).Reason);
        Assert.IsType<ReadResult.Row>(items[^1].Result);
        Assert.Equal(2, items.Count);
    }

    [Theory]
    [InlineData("{\"a\":\n")]
    [InlineData("x\n")]
    [InlineData("{\"a\":\"x\n")]
    [InlineData("[{\"a\" 1},")]
    [InlineData("[\"a\n")]
    public void Many_faults_take_time_by_their_length_only(string fault)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(fault, 20_000)));
        var clock = Stopwatch.StartNew();

        Splitting.Items(text);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("Id,UserId,Category\nx\n", RejectReasons.WrongCells)]
    [InlineData("Id,UserId,Category\n\"x,u,SignInLogs\n", RejectReasons.WrongCells)]
    [InlineData("Id,UserId,Category\nx,u,SignInLogs,more\n", RejectReasons.WrongCells)]
    [InlineData("Id,UserId,Category\nx,u,SignInLogs\n", RejectReasons.NoTime)]
    [InlineData("Id,UserId,Category\nx,u,SignInLogs,\n", RejectReasons.NoTime)]
    [InlineData("a,b,c\n1,2,3\n", RejectReasons.NotJson)]
    public void A_table_row_that_does_not_fit_is_refused(string text, string reason) =>
        Assert.Equal(reason, Assert.IsType<ReadResult.Unreadable>(Splitting.Items(Encoding.UTF8.GetBytes(text))[0].Result).Reason);

    private static byte[] Damage(Random random, byte[] text)
    {
        var bytes = text.ToList();
        for (var hits = random.Next(1, 5); hits > 0 && bytes.Count > 0; hits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(200), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"x"[random.Next(4)], random.Next(20_000)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(at + 1), Math.Min(random.Next(500), bytes.Count - at))); // names twice
                    break;
            }
        }

        return [.. bytes];
    }
}
