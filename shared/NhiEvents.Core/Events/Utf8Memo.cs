using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>Answers to a question about texts that come again and again, so that each is made a string and asked about once. Bounded. Not for several threads.</summary>
internal sealed class Utf8Memo<TAnswer>
{
    private const int MaxTexts = 64 * 1024;

    private readonly Func<string, TAnswer> _ask;
    private readonly Dictionary<byte[], TAnswer> _answers = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], TAnswer>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>The last text and its answer: of many questions, every row of a log asks the same.</summary>
    private byte[]? _lastText;

    private TAnswer? _lastAnswer;

    public Utf8Memo(Func<string, TAnswer> ask) => (_ask, _lookup) = (ask, _answers.GetAlternateLookup<ReadOnlySpan<byte>>());

    public TAnswer Of(ReadOnlySpan<byte> text)
    {
        if (_lastText is not null && text.SequenceEqual(_lastText))
        {
            return _lastAnswer!;
        }

        if (!_lookup.TryGetValue(text, out var known, out var answer))
        {
            if (_answers.Count == MaxTexts)
            {
                _answers.Clear();
            }

            (known, answer) = (text.ToArray(), _ask(Encoding.UTF8.GetString(text)));
            _answers[known] = answer;
        }

        (_lastText, _lastAnswer) = (known, answer);
        return answer;
    }
}

/// <summary>Compares bytes. The hash is the runtime's own for texts, seeded per process: nobody can prepare texts that meet in it.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static Utf8Comparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate));
        return (alternate.Length & 1) == 0 ? hash : hash ^ alternate[^1];
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
