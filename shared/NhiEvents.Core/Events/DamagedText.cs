using System.Buffers;

namespace NhiEvents.Core.Events;

/// <summary>Passes over a value that cannot be read, or need not be: to its end when its brackets are in order, else to the next line that starts a row.</summary>
/// <remarks>Looks at every byte once, however large the value and however the text is cut.</remarks>
/// <param name="start">Where in the text the value starts.</param>
/// <param name="fault">What to tell of it; null for nothing.</param>
/// <param name="wholeLines">The value's brackets are known not to be in order.</param>
internal sealed class DamagedText(long start, ReadResult.Unreadable? fault, bool wholeLines)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],\n"u8);

    private bool _lines = wholeLines;
    private bool _inText;
    private bool _escaped;
    private bool _lineStarts;
    private int _depth;

    public long Start { get; } = start;

    public ReadResult.Unreadable? Fault { get; } = fault;

    public bool Silent => Fault is null;

    /// <summary>The text was shown up to here.</summary>
    public long Seen { get; set; } = start;

    /// <summary>It ended at a line that starts a row, not at the value's own end.</summary>
    public bool Resynchronized { get; private set; }

    /// <summary>Passes over the text or the part of it that belongs to the value; returns its length.</summary>
    public int Pass(ReadOnlySpan<byte> text, out bool passed)
    {
        passed = false;
        var at = 0;
        while (at < text.Length && !passed)
        {
            at += _lineStarts ? AtLineStart(text[at], out passed)
                : _escaped ? AfterEscape()
                : _lines ? PassLine(text[at..])
                : _inText ? PassText(text[at..], out passed)
                : PassStructure(text[at..], out passed);
        }

        return at;
    }

    private int AtLineStart(byte first, out bool passed)
    {
        _lineStarts = false;
        passed = Resynchronized = first is (byte)'{' or (byte)'[';
        return 0;
    }

    private int AfterEscape()
    {
        _escaped = false;
        return 1;
    }

    private int PassLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        _lineStarts = end >= 0;
        return end >= 0 ? end + 1 : text.Length;
    }

    private int PassText(ReadOnlySpan<byte> text, out bool passed)
    {
        passed = false;
        var at = text.IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
        if (at < 0)
        {
            return text.Length;
        }

        switch (text[at])
        {
            case (byte)'"':
                _inText = false;
                passed = _depth == 0;
                break;
            case (byte)'\\':
                _escaped = true;
                break;
            default:
                _lines = true; // no JSON text holds a line's end: the quotes are not in order
                return at;
        }

        return at + 1;
    }

    private int PassStructure(ReadOnlySpan<byte> text, out bool passed)
    {
        passed = false;
        var at = text.IndexOfAny(Structure);
        if (at < 0)
        {
            return text.Length;
        }

        switch (text[at])
        {
            case (byte)'"':
                _inText = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)'}' or (byte)']' when _depth == 0:
                passed = true;
                return at;
            case (byte)'}' or (byte)']':
                passed = --_depth == 0;
                break;
            case (byte)',':
                passed = _depth == 0;
                return passed ? at : at + 1;
            default:
                passed = _depth == 0;
                _lineStarts = true;
                break;
        }

        return at + 1;
    }
}
