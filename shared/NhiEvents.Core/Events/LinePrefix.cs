namespace NhiEvents.Core.Events;

/// <summary>What a forwarder has put on a line before the row: a priority, a time, a host, a name (syslog, a container's log, a cloud's log stream).</summary>
internal static class LinePrefix
{
    private const int MaxBytes = 512;

    /// <summary>Bytes before the row on the line that the text starts with; 0 when no row stands there alone.</summary>
    /// <param name="text">At least <see cref="RecordSplitter.Lookahead"/> bytes, or the rest.</param>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var line = text[..Math.Min(text.Length, MaxBytes)];
        line = line.IndexOf((byte)'\n') is var end and >= 0 ? line[..end] : line;
        var start = line.IndexOf("{\""u8);
        if (start <= 0)
        {
            return 0;
        }

        EventReader.ReadFirst(text[start..], out var stop);
        var rest = stop.Found is SignInReader.Found.Row ? text[(start + stop.Bytes)..].TrimStart(" \t\r"u8) : default;
        return stop.Found is SignInReader.Found.List || (stop.Found is SignInReader.Found.Row && rest is [] or [(byte)'\n', ..]) ? start : 0;
    }
}
