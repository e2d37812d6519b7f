using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Passes over a list of objects whose entries were seen before, by comparing bytes: a tenant's policies are the same in every sign-in, and half of the log.</summary>
/// <remarks>
/// Exact: an entry is remembered once it was read as JSON, so what is passed over is JSON too. Entries mostly follow each other in one order, so the next is guessed
/// from the last. Bounded. Not for several threads.
/// </remarks>
/// <param name="maxDepth">How deep an entry may be nested.</param>
internal sealed class KnownEntries(int maxDepth)
{
    private const int MaxEntries = 4096;

    private const int MaxBytes = 2 * 1024 * 1024;

    private readonly Dictionary<byte[], Entry> _known = new(Utf8Comparer.Instance);
    private Entry _start = new([]);
    private int _bytes;

    /// <summary>Finds the end of a list.</summary>
    /// <param name="text">Behind its opening bracket.</param>
    /// <param name="length">Up to and with its closing bracket.</param>
    /// <returns>False when it is no list of objects, or damaged.</returns>
    public bool TryPass(ReadOnlySpan<byte> text, out int length)
    {
        length = BlankLength(text);
        if (text[length..].StartsWith("]"u8))
        {
            length++;
            return true;
        }

        for (var last = _start; (last.Guess(text[length..]) ?? Learn(last, text[length..])) is { } entry; last = entry)
        {
            length += entry.Text.Length;
            length += BlankLength(text[length..]);
            if (length == text.Length || text[length] is not ((byte)',' or (byte)']'))
            {
                return false;
            }

            if (text[length++] == (byte)']')
            {
                return true;
            }

            length += BlankLength(text[length..]);
        }

        return false;
    }

    private static int BlankLength(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] > (byte)' ' ? 0 : text.IndexOfAnyExcept(" \t\r\n"u8) is var rest and >= 0 ? rest : text.Length;

    private Entry? Learn(Entry last, ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("{"u8))
        {
            return null;
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth, AllowMultipleValues = true });
        reader.Read();
        reader.Skip();
        text = text[..(int)reader.BytesConsumed];
        var known = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(text, out var entry))
        {
            if (_known.Count == MaxEntries || _bytes + text.Length > MaxBytes)
            {
                _known.Clear();
                (_start, _bytes) = (new Entry([]), 0);
            }

            entry = new Entry(text.ToArray());
            _bytes += text.Length;
            _known.Add(entry.Text, entry);
        }

        last.Expect(entry);
        return entry;
    }

    private sealed class Entry(byte[] text)
    {
        private const int MaxFollowers = 16;

        private readonly Entry?[] _followers = new Entry?[MaxFollowers];
        private int _next;

        public byte[] Text => text;

        public Entry? Guess(ReadOnlySpan<byte> rest)
        {
            foreach (var follower in _followers)
            {
                if (follower is null)
                {
                    return null;
                }

                if (rest.StartsWith(follower.Text))
                {
                    return follower;
                }
            }

            return null;
        }

        /// <summary>One more guess, in place of the oldest.</summary>
        public void Expect(Entry follower) => _followers[_next++ % MaxFollowers] = follower;
    }
}
