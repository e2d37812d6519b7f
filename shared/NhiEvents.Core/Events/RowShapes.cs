using System.Runtime.InteropServices;

namespace NhiEvents.Core.Events;

/// <summary>What stood between the values of rows that were read before: names, brackets, blanks. Rows of one log differ in their values and in little else.</summary>
/// <remarks>
/// Exact: a text is remembered with what was open before it, as the JSON reader saw it; in the same place the same text means the same, so who goes from known
/// text to known text, value by value, has read JSON. Bounded. Not for several threads.
/// </remarks>
internal sealed class RowShapes
{
    private const int MaxSteps = 4096;

    private const int MaxBytes = 2 * 1024 * 1024;

    private readonly Dictionary<(ulong Before, NextValue Next), Dictionary<byte[], RowStep>> _known = [];
    private int _steps;
    private int _bytes;

    /// <summary>Before the first value of a row.</summary>
    public RowStep Start { get; private set; } = BeforeRow();

    /// <summary>Remembers a text that the JSON reader has read.</summary>
    /// <param name="last">The value before it.</param>
    /// <param name="before">What was open before it.</param>
    /// <param name="text">From the end of that value to the start of the next, or to the end of the row.</param>
    /// <param name="field">Whose value is next.</param>
    public RowStep Learn(RowStep last, in RowPath before, ReadOnlySpan<byte> text, NextValue next, Field field)
    {
        if (_steps == MaxSteps || _bytes + text.Length > MaxBytes)
        {
            _known.Clear();
            (Start, _steps, _bytes) = (BeforeRow(), 0, 0);
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (before.Key, next), out _);
        var texts = (known ??= new Dictionary<byte[], RowStep>(Utf8Comparer.Instance)).GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!texts.TryGetValue(text, out var step))
        {
            step = new RowStep(text.ToArray(), next, field);
            texts[text] = step;
            _steps++;
            _bytes += text.Length;
        }

        last.Expect(step);
        return step;
    }

    private static RowStep BeforeRow() => new([], NextValue.None, Field.None);
}

/// <summary>What follows a known text.</summary>
internal enum NextValue : byte
{
    /// <summary>Nothing: the row has ended.</summary>
    None,

    /// <summary>A text; its opening quote was the last byte.</summary>
    Text,

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Word,

    /// <summary>The list of policies.</summary>
    Policies,
}
