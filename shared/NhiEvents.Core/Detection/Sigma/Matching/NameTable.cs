using System.Text;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>Finds what a member's name means, whatever its case, without making a string of every name in the log.</summary>
internal sealed class NameTable<T>
    where T : class
{
    private const int FewestSlots = 32;

    private readonly List<(byte[] Name, T Value)> _entries = [];
    private (byte[] Name, T Value)[]?[] _slots = new (byte[], T)[FewestSlots][];

    public bool IsEmpty => _entries.Count == 0;

    public IEnumerable<T> Values => _entries.Select(entry => entry.Value);

    public T GetOrAdd(string name, Func<T> create)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (Find(bytes) is { } found)
        {
            return found;
        }

        var value = create();
        _entries.Add((bytes, value));
        if (_entries.Count * 2 > _slots.Length)
        {
            _slots = new (byte[], T)[_slots.Length * 4][];
            _entries.ForEach(Place);
        }
        else
        {
            Place((bytes, value));
        }

        return value;
    }

    public T? Find(ReadOnlySpan<byte> name)
    {
        if (_slots[Slot(name)] is { } entries)
        {
            foreach (var (candidate, value) in entries)
            {
                if (name.Length == candidate.Length && Ascii.EqualsIgnoreCase(name, candidate) || name.SequenceEqual(candidate))
                {
                    return value;
                }
            }
        }

        return null;
    }

    private void Place((byte[] Name, T Value) entry)
    {
        ref var slot = ref _slots[Slot(entry.Name)];
        slot = [.. slot ?? [], entry];
    }

    private int Slot(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : (name.Length + (Lower(name[0]) * 31) + (Lower(name[^1]) * 131) + (Lower(name[name.Length / 2]) * 17)) & (_slots.Length - 1);

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter;
}
