using Microsoft.Win32.SafeHandles;

namespace NhiEvents.Local.Replay;

/// <summary>One file of the input, held open from the first look to the last so that it cannot change place in between.</summary>
/// <param name="Name">As it is shown: the given path's last part and what is below it, with forward slashes.</param>
/// <param name="Length">When it was opened; what is written to it later is not read.</param>
internal sealed record LogFile(string Name, SafeFileHandle Handle, long Length) : IDisposable
{
    /// <summary>A pipe, which can be read once only.</summary>
    public bool IsPipe { get; private init; }

    /// <summary>Bytes of all files before this one: makes a place one number.</summary>
    public long Base { get; set; }

    public static LogFile Open(string name, string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            return new LogFile(name, handle, RandomAccess.GetLength(handle));
        }
        catch (NotSupportedException)
        {
            return new LogFile(name, handle, 0) { IsPipe = true };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Fills the buffer from the offset; returns fewer bytes only at the end of the file.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(Handle, buffer[filled..], offset + filled) is var count and > 0)
        {
            filled += count;
        }

        return filled;
    }

    public void Dispose() => Handle.Dispose();
}
