using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Walks over what a log source delivers and reads its rows, one after the other, in text of any length that is shown to it piece by piece.</summary>
/// <remarks>
/// JSON: one object per line, a list, <c>{"records":[…]}</c>, <c>{"value":[…]}</c>, <c>{"tables":[{"columns":[…],"rows":[[…]]}]}</c>, several of these after
/// another or in one another. Else a table in CSV whose first line has known headings. Tolerates a byte order mark, blank lines and commas between values.
/// What cannot be read becomes a fault; reading goes on behind it, at the latest at the next line that starts with <c>{</c> or <c>[</c>. No state grows with the text.
/// </remarks>
/// <param name="category">The log category of table rows that do not name one.</param>
public sealed class RecordSplitter(string? category = null)
{
    /// <summary>Text to show at least, unless it ends before: then every row is whole, or too large.</summary>
    public const int Lookahead = SignInReader.MaxRecordBytes + (64 * 1024);

    /// <summary>Envelopes in envelopes; no exporter needs more than a table in a list of answers.</summary>
    private const int MaxLevels = 8;

    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n,"u8);

    private readonly Stack<Level> _levels = new();
    private readonly TableRows _tables = new(category);
    private DamagedText? _damaged;
    private RowFormat? _csv;
    private bool _begun;
    private List<string>? _columns;
    private RowFormat? _table;

    /// <summary>A fault in an open list was told, so that its missing end is no second one.</summary>
    private bool _damagedList;

    private enum Level
    {
        /// <summary>A list of rows.</summary>
        Rows,

        /// <summary>An object with such a list, behind it; or a table, before or behind its lists.</summary>
        Members,

        /// <summary>A list of tables.</summary>
        Tables,

        /// <summary>A list of a table's rows.</summary>
        Cells,
    }

    /// <summary>For text from the inside of a table, whose headings were read before.</summary>
    public static RecordSplitter Within(RowFormat format)
    {
        var splitter = new RecordSplitter { _begun = true };
        if (format.Separator == 0)
        {
            splitter._table = format;
            splitter._levels.Push(Level.Cells);
        }
        else
        {
            splitter._csv = format;
        }

        return splitter;
    }

    /// <summary>The byte, from the text's start, that is to be shown first in the next call.</summary>
    public long Position { get; private set; }

    /// <summary>Where the damage began that is not yet told, because its end is not yet found.</summary>
    public long? DamageStart => _damaged is { Silent: false } damage ? damage.Start : null;

    /// <summary>The last piece ended within a list, a table or damage: what follows it belongs to that.</summary>
    public bool EndsOpen { get; private set; }

    /// <summary>A row may start here, blanks and commas aside, that somebody else reads.</summary>
    public bool IsAtRow => _damaged is null && _csv is null && (_levels.Count == 0 || _levels.Peek() is Level.Rows);

    /// <summary>Goes on behind a row that somebody else has read.</summary>
    /// <param name="bytes">From <see cref="Position"/> to its end.</param>
    public void PassRow(int bytes)
    {
        _begun = true;
        Position += bytes;
    }

    /// <summary>Finds the next row or fault.</summary>
    /// <param name="text">The text from <see cref="Position"/> on: at least <see cref="Lookahead"/> bytes, or the rest.</param>
    /// <param name="final">Nothing follows the text.</param>
    /// <returns>False when more text is needed or, for the last piece, when nothing is left.</returns>
    public bool Next(ReadOnlySpan<byte> text, bool final, out LogItem item)
    {
        item = default;
        while (true)
        {
            if (_damaged is { } damage)
            {
                Position += damage.Pass(text, out var passed);
                text = text[(int)(Position - damage.Seen)..];
                damage.Seen = Position;
                if (!passed && !final)
                {
                    return false;
                }

                _damaged = null;
                _damagedList |= !damage.Silent && _levels.Count > 0;
                EndsOpen |= !passed;
                if (damage.Resynchronized)
                {
                    LeaveMembers();
                }

                if (!damage.Silent)
                {
                    item = new LogItem(damage.Start, (int)Math.Min(Position - damage.Start, int.MaxValue), damage.Fault!, null, IsWhole: false);
                    return true;
                }

                continue;
            }

            Skip(ref text, BlankLength(text));
            if (text.IsEmpty && final)
            {
                return TryEnd(out item);
            }

            if (text.IsEmpty || (!final && text.Length < Lookahead))
            {
                return false;
            }

            if (Step(ref text, final, out item))
            {
                return true;
            }
        }
    }

    private bool TryEnd(out LogItem item)
    {
        EndsOpen |= _levels.Count > 0 || _csv is not null;
        var cut = _levels.Count > 0 && !_damagedList;
        _levels.Clear();
        item = cut ? Fault(RejectReasons.NotJson, "the text ends inside a list of rows") : default;
        return cut;
    }

    private int BlankLength(ReadOnlySpan<byte> text)
    {
        var mark = Position == 0 && text.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (_csv is not null)
        {
            return mark + (text[mark..].IndexOfAnyExcept((byte)'\r', (byte)'\n') is var row and >= 0 ? row : text.Length - mark);
        }

        return mark + (text[mark..].IndexOfAnyExcept(Blank) is var rest and >= 0 ? rest : text.Length - mark);
    }

    private bool Step(ref ReadOnlySpan<byte> text, bool final, out LogItem item)
    {
        item = default;
        if (_csv is not null)
        {
            return ReadCsv(ref text, final, out item);
        }

        if (!_begun && text[0] is not ((byte)'{' or (byte)'[' or (>= (byte)'0' and <= (byte)'9')))
        {
            _begun = true;
            if (!TryBeginCsv(ref text, final))
            {
                Damage(text, RejectReasons.NotJson, "neither JSON nor a table whose first line has headings of a log");
            }

            return false;
        }

        _begun = true;
        var level = _levels.TryPeek(out var top) ? top : (Level?)null;
        switch (level, text[0])
        {
            case (null, (byte)'['):
                Enter(Level.Rows, ref text, 1);
                return false;
            case (Level.Rows or Level.Tables or Level.Cells, (byte)']') or (Level.Members, (byte)'}'):
                _levels.Pop();
                _damagedList &= _levels.Count > 0;
                Skip(ref text, 1);
                return false;
            case (Level.Members, (byte)'"'):
                ReadMember(ref text);
                return false;
            case (Level.Tables, (byte)'{'):
                _columns = null;
                Enter(Level.Members, ref text, 1);
                return false;
            case (Level.Cells, (byte)'['):
                return ReadCells(ref text, out item);
            case (null or Level.Rows, _):
                return ReadRow(ref text, out item);
            default:
                Damage(text, RejectReasons.NotJson, "no member, list or row where one should be");
                return false;
        }
    }

    private bool ReadRow(ref ReadOnlySpan<byte> text, out LogItem item)
    {
        var result = EventReader.ReadFirst(text, out var stop);
        item = default;
        switch (stop.Found)
        {
            case SignInReader.Found.Row:
                item = new LogItem(Position, stop.Bytes, result, null, IsWhole: true);
                Skip(ref text, stop.Bytes);
                return true;
            case SignInReader.Found.List when _levels.Count < MaxLevels:
                _levels.Push(Level.Members);
                Enter(stop.List is Field.Tables ? Level.Tables : Level.Rows, ref text, stop.Bytes);
                return false;
            case SignInReader.Found.List:
                Damage(text, RejectReasons.TooDeep, "too many lists in one another");
                return false;
            case SignInReader.Found.Damage:
                Damage(text, (ReadResult.Unreadable)result);
                return false;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Reads a name and enters the list behind it, or passes over the value.</summary>
    private void ReadMember(ref ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
            reader.Read();
            var field = FieldTables.Row.Find(ref reader);
            var (columns, rows) = (JsonText.Is(ref reader, "columns"u8), JsonText.Is(ref reader, "rows"u8));
            var at = (int)reader.BytesConsumed;
            at += BlankLength(text[at..]);
            at += text[at..].StartsWith(":"u8) ? 1 : throw new JsonException("no colon");
            at += BlankLength(text[at..]);
            if (!text[at..].StartsWith("["u8))
            {
                Pass(ref text, at);
            }
            else if (columns && _levels.Contains(Level.Tables))
            {
                _columns = TableRows.ReadColumns(text[at..], out var length);
                Skip(ref text, at + length);
            }
            else if (rows && _levels.Contains(Level.Tables) || field is Field.Records or Field.Value or Field.Tables && _levels.Count < MaxLevels)
            {
                _table = rows ? RowFormat.OfJson(_columns ?? []) : null;
                Enter(rows ? Level.Cells : field is Field.Tables ? Level.Tables : Level.Rows, ref text, at + 1);
            }
            else
            {
                Pass(ref text, at);
            }
        }
        catch (JsonException broken)
        {
            Damage(text, RejectReasons.NotJson, broken.Message);
        }
    }

    private bool ReadCells(ref ReadOnlySpan<byte> text, out LogItem item)
    {
        try
        {
            item = _tables.ReadCells(text, Position, _table!);
            Skip(ref text, item.Length);
            return true;
        }
        catch (JsonException broken)
        {
            item = default;
            Damage(text, RejectReasons.NotJson, $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} from the row's start");
            return false;
        }
    }

    private bool ReadCsv(ref ReadOnlySpan<byte> text, bool final, out LogItem item)
    {
        item = _tables.ReadCsv(text, final, Position, _csv!);
        Skip(ref text, item.Length);
        return true;
    }

    private bool TryBeginCsv(ref ReadOnlySpan<byte> text, bool final)
    {
        _csv = _tables.ReadHeading(text, final, out var length);
        Skip(ref text, _csv is null ? 0 : length);
        return _csv is not null;
    }

    private void Enter(Level level, ref ReadOnlySpan<byte> text, int bytes)
    {
        _levels.Push(level);
        Skip(ref text, bytes);
    }

    private void Skip(ref ReadOnlySpan<byte> text, int bytes)
    {
        Position += bytes;
        text = text[bytes..];
    }

    /// <summary>Passes over a value that nobody reads, however large.</summary>
    private void Pass(ref ReadOnlySpan<byte> text, int bytes)
    {
        Skip(ref text, bytes);
        _damaged = new DamagedText(Position, null, wholeLines: false);
    }

    private void Damage(ReadOnlySpan<byte> text, string reason, string detail) => Damage(text, new ReadResult.Unreadable(reason, detail, 0));

    private void Damage(ReadOnlySpan<byte> text, ReadResult.Unreadable fault) =>
        _damaged = new DamagedText(Position, fault, wholeLines: text[0] is (byte)'}' or (byte)']' or (byte)':' || (_levels.Count == 0 && text[0] != (byte)'{'));

    private LogItem Fault(string reason, string detail) => new(Position, 0, new ReadResult.Unreadable(reason, detail, 0), null, IsWhole: false);

    /// <summary>After damage a new line starts a row: of the innermost list, or of none.</summary>
    private void LeaveMembers()
    {
        while (_levels.TryPeek(out var level) && level is Level.Members or Level.Tables)
        {
            _levels.Pop();
        }
    }
}
