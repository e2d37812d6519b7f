using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Finds a field by its UTF-8 name without making a string of every name in the log.</summary>
internal sealed class FieldNames<TField>
    where TField : struct, Enum
{
    private const int Slots = 1024;

    private readonly (byte[] Name, TField Field)[][] _slots = new (byte[], TField)[Slots][];

    public FieldNames(params (string Name, TField Field)[] names)
    {
        foreach (var slot in names.Select(entry => (Name: Encoding.UTF8.GetBytes(entry.Name), entry.Field)).GroupBy(entry => Slot(entry.Name)))
        {
            _slots[slot.Key] = [.. slot];
        }
    }

    /// <summary>The field that the current property name means; the default for one that nobody reads.</summary>
    public TField Find(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            name = Encoding.UTF8.GetBytes(JsonText.Read(name));
        }

        return Find(name);
    }

    public TField Find(ReadOnlySpan<byte> name)
    {
        if (name.Length == 0 || _slots[Slot(name)] is not { } entries)
        {
            return default;
        }

        foreach (var (candidate, field) in entries)
        {
            if (name.SequenceEqual(candidate))
            {
                return field;
            }
        }

        return default;
    }

    private static int Slot(ReadOnlySpan<byte> name) => (name.Length + (name[0] * 31) + (name[^1] * 131) + (name[name.Length / 2] * 17)) & (Slots - 1);
}
