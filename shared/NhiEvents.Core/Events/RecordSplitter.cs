using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Walks over what a log source delivers and reads its rows, one after the other, in text of any length that is shown to it piece by piece.</summary>
/// <remarks>
/// JSON: one object per line, a list, <c>{"records":[…]}</c>, <c>{"value":[…]}</c>, <c>{"hits":{"hits":[…]}}</c>, <c>{"tables":[{"columns":[…],"rows":[[…]]}]}</c>, several of these after
/// another or in one another; Kusto's frames. Else a table in CSV whose first line has known headings, or Windows events in XML. Tolerates a byte order mark, blank lines and commas between values.
/// What cannot be read becomes a fault; reading goes on behind it, at the latest at the next line that starts with <c>{</c> or <c>[</c>. No state grows with the text.
/// </remarks>
/// <param name="category">The log category of table rows that do not name one.</param>
public sealed class RecordSplitter(string? category = null)
{
    /// <summary>Text to show at least, unless it ends before: then every row is whole, or too large.</summary>
    public const int Lookahead = SignInReader.MaxRecordBytes + (64 * 1024);

    private readonly OpenLists _lists = new();
    private readonly TableRows _tables = new(category);
    private DamagedText? _damaged;
    private RowText? _text;
    private bool _begun;
    private IReadOnlyList<string>? _columns;
    private RowFormat? _table;

    /// <summary>For text from the inside of a table, whose headings were read before.</summary>
    public static RecordSplitter Within(RowFormat format)
    {
        var splitter = new RecordSplitter { _begun = true };
        if (format == RowFormat.Wrapped)
        {
            return splitter;
        }

        if (format.Separator == 0 && format != RowFormat.Xml)
        {
            splitter._table = format;
            splitter._lists.Enter(OpenLists.Level.Cells);
        }
        else
        {
            splitter._text = new RowText(splitter._tables, format);
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
    public bool IsAtRow => _damaged is null && _text is null && _lists.Innermost is null or OpenLists.Level.Rows;

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
                EndsOpen |= !passed;
                if (damage.Resynchronized)
                {
                    _lists.LeaveMembers();
                }

                if (!damage.Silent)
                {
                    _lists.Damage();
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
        EndsOpen |= !_lists.IsEmpty || _text is not null;
        var cut = !_lists.IsEmpty && !_lists.IsDamaged;
        _lists.Clear();
        item = cut ? Fault(RejectReasons.NotJson, "the text ends inside a list of rows") : default;
        return cut;
    }

    private int BlankLength(ReadOnlySpan<byte> text)
    {
        var mark = Position == 0 && text.StartsWith("\uFEFF"u8) ? 3 : 0;
        return mark + (text[mark..].IndexOfAnyExcept(_text?.Blank ?? EnvelopeMember.Blank) is var rest and >= 0 ? rest : text.Length - mark);
    }

    private bool Step(ref ReadOnlySpan<byte> text, bool final, out LogItem item)
    {
        item = default;
        if (_text is not null)
        {
            var row = _text.Read(text, final, Position, out var length);
            item = row.GetValueOrDefault();
            Skip(ref text, length);
            return row is not null;
        }

        if (_lists.IsEmpty && text[0] is not ((byte)'{' or (byte)'['))
        {
            Skip(ref text, LinePrefix.LengthOf(text));
        }

        if (!_begun && text[0] is not ((byte)'{' or (byte)'[' or (>= (byte)'0' and <= (byte)'9')))
        {
            Begin(ref text, final);
            return false;
        }

        _begun = true;
        switch (_lists.Innermost, text[0])
        {
            case (null, (byte)'['):
                Enter(OpenLists.Level.Rows, ref text, 1);
                return false;
            case (OpenLists.Level.Rows or OpenLists.Level.Tables or OpenLists.Level.Cells, (byte)']') or (OpenLists.Level.Members or OpenLists.Level.Frame, (byte)'}'):
                _lists.Leave();
                Skip(ref text, 1);
                return false;
            case (OpenLists.Level.Members or OpenLists.Level.Frame, (byte)'"'):
                ReadMember(ref text);
                return false;
            case (OpenLists.Level.Tables, (byte)'{'):
                _columns = null;
                Enter(OpenLists.Level.Members, ref text, 1);
                return false;
            case (OpenLists.Level.Cells, (byte)'['):
                return ReadCells(ref text, out item);
            case (null or OpenLists.Level.Rows, _):
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
                item = stop.Wraps || result is ReadResult.Unreadable || RespelledRow.MaySayMore(text[..stop.Bytes], result) ? WrappedRow.Item(text[..stop.Bytes], Position, result) : new LogItem(Position, stop.Bytes, result, null, IsWhole: true);
                Skip(ref text, stop.Bytes);
                return true;
            case SignInReader.Found.List when _lists.MayEnter && stop.List is Field.Frame:
                Enter(OpenLists.Level.Frame, ref text, stop.Bytes);
                return false;
            case SignInReader.Found.List when _lists.MayEnter:
                _lists.Enter(OpenLists.Level.Members, stop.OpenObjects);
                Enter(stop.List is Field.Tables ? OpenLists.Level.Tables : OpenLists.Level.Rows, ref text, stop.Bytes);
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
            var member = EnvelopeMember.Read(text, _lists.IsInTables, _lists.MayEnter);
            switch (member.Kind)
            {
                case EnvelopeMember.Sort.Other:
                    Pass(ref text, member.Bytes);
                    break;
                case EnvelopeMember.Sort.Columns:
                    _columns = member.Columns;
                    Skip(ref text, member.Bytes);
                    break;
                case EnvelopeMember.Sort.Cells when AnswerTables.AreAboutQuery(_columns):
                    Pass(ref text, member.Bytes - 1);
                    break;
                case EnvelopeMember.Sort.Cells:
                    _table = RowFormat.OfJson(_columns ?? []);
                    Enter(OpenLists.Level.Cells, ref text, member.Bytes);
                    break;
                default:
                    Enter(member.Kind is EnvelopeMember.Sort.Tables ? OpenLists.Level.Tables : OpenLists.Level.Rows, ref text, member.Bytes);
                    break;
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

    private void Begin(ref ReadOnlySpan<byte> text, bool final)
    {
        _begun = true;
        _text = RowText.Of(_tables, text, final, out var length, out var fault);
        if (_text is null)
        {
            Damage(text, RejectReasons.NotJson, fault);
            return;
        }

        Skip(ref text, length);
    }

    private void Enter(OpenLists.Level level, ref ReadOnlySpan<byte> text, int bytes)
    {
        _lists.Enter(level);
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
        _damaged = new DamagedText(Position, fault, wholeLines: text[0] is (byte)'}' or (byte)']' or (byte)':' || (_lists.IsEmpty && text[0] != (byte)'{'));

    private LogItem Fault(string reason, string detail) => new(Position, 0, new ReadResult.Unreadable(reason, detail, 0), null, IsWhole: false);
}
