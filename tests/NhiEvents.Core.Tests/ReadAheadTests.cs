namespace NhiEvents.Core.Tests;

public sealed class ReadAheadTests
{
    private int _readings;

    [Fact]
    public void What_was_begun_is_read_once()
    {
        var (ahead, bytes) = (Texts(), "abc"u8.ToArray());

        ahead.Begin(bytes);
        ahead.Begin(bytes);

        Assert.Equal(("abc", "abc", 1), (ahead.Of(bytes), ahead.Of(bytes), _readings));
    }

    [Fact]
    public void Other_bytes_are_read_when_they_are_asked_for()
    {
        var (ahead, bytes) = (Texts(), "abc"u8.ToArray());

        ahead.Begin(bytes);

        Assert.Equal(("ab", "abc", "abc"), (ahead.Of(bytes.AsMemory(0, 2)), ahead.Of("abc"u8.ToArray()), ahead.Of(bytes)));
        Assert.Equal(3, _readings);
    }

    [Fact]
    public void What_a_reading_throws_whoever_asks_for_it_gets()
    {
        var (ahead, bytes) = (new ReadAhead<string>(_ => throw new FormatException("no text")), "abc"u8.ToArray());

        ahead.Begin(bytes);

        Assert.Throws<FormatException>(() => ahead.Of(bytes));
        Assert.Throws<FormatException>(() => ahead.Of("abc"u8.ToArray()));
    }

    private ReadAhead<string> Texts() => new(bytes =>
    {
        Interlocked.Increment(ref _readings);
        return System.Text.Encoding.UTF8.GetString(bytes.Span);
    });
}
