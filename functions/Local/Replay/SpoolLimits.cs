namespace NhiEvents.Local.Replay;

/// <summary>How much text the temporary folder takes.</summary>
/// <param name="Bytes">All files together.</param>
/// <param name="Ratio">Text to compressed bytes, from <paramref name="FreeBytes"/> on; logs compress 10 to 60 times, a bomb 1,000 times.</param>
/// <param name="FreeBytes">Text that is never asked for its ratio: a small file of equal lines compresses well.</param>
/// <param name="DiskBytes">Left free on the disk.</param>
internal sealed record SpoolLimits(long Bytes, int Ratio, long FreeBytes, long DiskBytes)
{
    public static SpoolLimits Default { get; } = new(64L << 30, 300, 64L << 20, 512L << 20);
}
