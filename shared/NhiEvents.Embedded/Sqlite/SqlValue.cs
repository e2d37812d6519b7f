using System.Text;
using SQLitePCL;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A value for a parameter: NULL, a number, a text or bytes.</summary>
internal readonly struct SqlValue
{
    /// <summary>Texts up to this length, which most are, are encoded without an allocation.</summary>
    private const int ShortText = 256;

    private readonly Kind _kind;
    private readonly long _number;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private SqlValue(long number) => (_kind, _number) = (Kind.Number, number);

    private SqlValue(string text) => (_kind, _text) = (Kind.Text, text);

    private SqlValue(ReadOnlyMemory<byte> bytes) => (_kind, _bytes) = (Kind.Bytes, bytes);

    private enum Kind : byte
    {
        Null,
        Number,
        Text,
        Bytes,
    }

    public static implicit operator SqlValue(long number) => new(number);

    public static implicit operator SqlValue(long? number) => number is { } value ? new SqlValue(value) : default;

    public static implicit operator SqlValue(string? text) => text is null ? default : new SqlValue(text);

    public static implicit operator SqlValue(byte[] bytes) => new(bytes.AsMemory());

    public static implicit operator SqlValue(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Gives the value to a parameter; SQLite copies it.</summary>
    /// <param name="position">From 1.</param>
    public int Bind(sqlite3_stmt statement, int position) => _kind switch
    {
        Kind.Null => raw.sqlite3_bind_null(statement, position),
        Kind.Number => raw.sqlite3_bind_int64(statement, position, _number),
        Kind.Text => BindText(statement, position, _text!),
        Kind.Bytes => _bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, position, 0) : raw.sqlite3_bind_blob(statement, position, _bytes.Span),
    };

    private static int BindText(sqlite3_stmt statement, int position, string text)
    {
        if (text.Length > ShortText)
        {
            return raw.sqlite3_bind_text(statement, position, text);
        }

        Span<byte> bytes = stackalloc byte[3 * ShortText];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length)
            ? raw.sqlite3_bind_text(statement, position, bytes[..length])
            : raw.sqlite3_bind_text(statement, position, text);
    }
}

/// <summary>The current row of a statement; valid until its next step.</summary>
internal readonly struct SqlRow(sqlite3_stmt statement)
{
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => checked((int)Int64(column));

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes where SQLite has them: gone with the row.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(statement, column);

    public byte[] Bytes(int column) => Span(column).ToArray();

    /// <summary>A time, kept as UTC ticks.</summary>
    public DateTimeOffset Time(int column) => Int64(column).ToTime();

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);
}

internal static class Ticks
{
    public static DateTimeOffset ToTime(this long ticks) => new(ticks, TimeSpan.Zero);
}
