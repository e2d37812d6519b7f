using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class RecentBodiesTests
{
    private readonly RecentBodies _bodies = new();

    [Fact]
    public void A_body_is_here_for_as_many_readers_as_were_named()
    {
        _bodies.Keep(1, "a"u8.ToArray(), readers: 2);
        _bodies.Keep(2, "b"u8.ToArray(), readers: 1);

        Assert.Equal<string?[]>(["a", "a", null], [Text(1), Text(1), Text(1)]);
        Assert.Equal<string?[]>(["b", null, null], [Text(2), Text(2), Text(3)]);
    }

    [Fact]
    public void The_oldest_make_room()
    {
        for (var row = 0; row < 20; row++)
        {
            _bodies.Keep(row, new byte[1024 * 1024], readers: 9);
        }

        Assert.Equal(Enumerable.Range(4, 16), Enumerable.Range(0, 20).Where(row => _bodies.Take(row) is not null));
    }

    private string? Text(long row) => _bodies.Take(row) is { } body ? System.Text.Encoding.UTF8.GetString(body.Span) : null;
}
