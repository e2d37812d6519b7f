using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Memory;

/// <summary>One row as it is kept.</summary>
internal sealed class MemoryRow(string key)
{
    public string Key { get; } = key;

    public ReadOnlyMemory<byte> Body { get; set; }

    public string ETag { get; set; } = "";

    /// <summary>As it was written or read last, with the document that was read from it; null when that was long ago.</summary>
    public StateRow? Shown { get; set; }
}
