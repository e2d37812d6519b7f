using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NhiEvents.Core;

/// <summary>Reads bytes on another thread before it is their turn. The reading follows from the bytes alone, so when it was made changes nothing.</summary>
/// <remarks>A reading is found by the very array that it was begun with, and forgotten with it; any other bytes are read when they are asked for. For several threads.</remarks>
/// <param name="read">Must be pure; what it throws, whoever asks for the reading gets.</param>
public sealed class ReadAhead<T>(Func<ReadOnlyMemory<byte>, T> read)
    where T : class
{
    private readonly ConditionalWeakTable<byte[], Begun> _begun = [];

    /// <param name="bytes">Nobody changes them any more.</param>
    public void Begin(ReadOnlyMemory<byte> bytes)
    {
        if (MemoryMarshal.TryGetArray(bytes, out var whole) && !_begun.TryGetValue(whole.Array!, out _))
        {
            _begun.TryAdd(whole.Array!, new Begun(whole.Offset, whole.Count, Task.Run(() => read(bytes))));
        }
    }

    /// <summary>The reading of these bytes; waits for one that is under way.</summary>
    public T Of(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var whole) && _begun.TryGetValue(whole.Array!, out var begun) && begun.Offset == whole.Offset && begun.Count == whole.Count
            ? begun.Reading.GetAwaiter().GetResult()
            : read(bytes);

    private sealed record Begun(int Offset, int Count, Task<T> Reading);
}
