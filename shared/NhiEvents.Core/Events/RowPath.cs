using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>What is open at a place in a row, and what names mean there; one number, so that places can be compared.</summary>
internal struct RowPath
{
    private const int BitsPerLevel = 4;

    private const int MaxLevels = 15;

    private int _levels;

    /// <summary>The same for places at which the same may follow.</summary>
    public ulong Key { get; private set; }

    public readonly bool IsEmpty => _levels == 0;

    public readonly Level Innermost => (Level)(Key & ((1 << BitsPerLevel) - 1));

    /// <summary>What the name that the reader stands on means.</summary>
    public readonly Field FieldOf(ref Utf8JsonReader reader) => Innermost switch
    {
        Level.Row => FieldTables.Row.Find(ref reader),
        Level.Properties => FieldTables.Event.Find(ref reader),
        Level.Status => JsonText.Is(ref reader, "errorCode"u8) ? Field.ErrorCode : Field.None,
        _ => Field.None,
    };

    /// <returns>False when more is open than is remembered.</returns>
    public bool TryEnter(Level level)
    {
        if (_levels == MaxLevels)
        {
            return false;
        }

        Key = (Key << BitsPerLevel) | (byte)level;
        _levels++;
        return true;
    }

    public void Leave()
    {
        Key >>= BitsPerLevel;
        _levels--;
    }

    /// <summary>An object or a list that is open.</summary>
    internal enum Level : byte
    {
        /// <summary>Nothing is open.</summary>
        None,

        /// <summary>The row itself.</summary>
        Row,

        /// <summary>The row's <c>properties</c>.</summary>
        Properties,

        /// <summary>The <c>status</c> of either.</summary>
        Status,

        /// <summary>An object that nobody asks about.</summary>
        Object,

        /// <summary>A list that nobody asks about.</summary>
        List,
    }
}
