namespace NhiEvents.Core.Events;

/// <summary>Reads one row of any log, in any of its schemas, or says precisely why it cannot.</summary>
/// <remarks>
/// Pure; never throws on any bytes. Nearly every row of a tenant is a sign-in, so the reader of those goes first, in one pass; a row that turns out to be from
/// another log is read a second time, by the reader of that log.
/// </remarks>
public static class EventReader
{
    /// <param name="record">One record: UTF-8 JSON.</param>
    public static ReadResult Read(ReadOnlySpan<byte> record) => OfAnyLog(SignInReader.Read(record), record);

    /// <summary>Reads the row at the start of the text, whatever follows it.</summary>
    internal static ReadResult ReadFirst(ReadOnlySpan<byte> text, out SignInReader.Stop stop)
    {
        var result = SignInReader.ReadFirst(text, out stop);
        return stop.Found is SignInReader.Found.Row ? OfAnyLog(result, text[..stop.Bytes]) : result;
    }

    private static ReadResult OfAnyLog(ReadResult result, ReadOnlySpan<byte> row) => result is ReadResult.NotForUs other ? OtherLogs.Read(other, row) : result;
}
