using Microsoft.Win32.SafeHandles;
using NhiEvents.Core.Events;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Replay;

/// <summary>Puts input that cannot be read twice at the same place (compressed, piped, UTF-16) into temporary files that vanish with the process.</summary>
internal sealed class Spool(SpoolLimits limits)
{
    private const int BlockBytes = 1024 * 1024;

    private long _written;

    /// <summary>Copies the stream; on a fault what came before it stays.</summary>
    /// <param name="packedBytes">Bytes that the text is unpacked from; 0 when it is not.</param>
    /// <exception cref="HostRefusalException">The temporary folder is full.</exception>
    public LogFile Write(string name, Stream text, long packedBytes, out SpoolFault? fault)
    {
        var path = Path.Combine(Path.GetTempPath(), "nhi-" + Path.GetRandomFileName());
        try
        {
            var handle = Create(path);
            var length = Copy(handle, text, packedBytes, out fault);
            return new LogFile(name, handle, length);
        }
        catch (IOException full)
        {
            throw new HostRefusalException($"{name}: its text does not fit into the temporary folder {Path.GetTempPath()} ({full.Message}). Set TMPDIR to a folder with more room.");
        }
    }

    private static SafeFileHandle Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options).SafeFileHandle;
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var handle = new FileStream(path, options).SafeFileHandle;
        File.Delete(path); // the open handle keeps it: no exit, however sudden, leaves it behind
        return handle;
    }

    private long Copy(SafeFileHandle handle, Stream text, long packedBytes, out SpoolFault? fault)
    {
        var buffer = new byte[BlockBytes];
        var length = 0L;
        var untilLook = 0L;
        while (true)
        {
            var count = Fill(text, buffer, out fault);
            if (fault is not null || count == 0)
            {
                if (count > 0)
                {
                    RandomAccess.Write(handle, buffer.AsSpan(0, count), length);
                }

                return length + count;
            }

            RandomAccess.Write(handle, buffer.AsSpan(0, count), length);
            length += count;
            _written += count;
            untilLook -= count;
            if (packedBytes > 0 && length > limits.FreeBytes && length / packedBytes > limits.Ratio)
            {
                fault = new SpoolFault(RejectReasons.GzipBomb, $"grows to more than {limits.Ratio} times its size; logs do not");
                return 0;
            }

            if (_written > limits.Bytes)
            {
                fault = new SpoolFault(RejectReasons.GzipBomb, $"the input's text is longer than {limits.Bytes >> 30} GiB; unpack it and give the files");
                return 0;
            }

            if (untilLook <= 0)
            {
                untilLook = limits.FreeBytes;
                EnsureRoom();
            }
        }
    }

    /// <summary>Unlike a read, tells damaged data from the disk's own faults.</summary>
    private static int Fill(Stream text, byte[] buffer, out SpoolFault? fault)
    {
        var filled = 0;
        fault = null;
        try
        {
            while (filled < buffer.Length && text.Read(buffer, filled, buffer.Length - filled) is var count and > 0)
            {
                filled += count;
            }
        }
        catch (InvalidDataException)
        {
            fault = new SpoolFault(RejectReasons.BadGzip, "the compressed data is damaged");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            fault = new SpoolFault(RejectReasons.ReadError, broken.Message);
        }

        return filled;
    }

    private void EnsureRoom()
    {
        if (new DriveInfo(Path.GetFullPath(Path.GetTempPath())).AvailableFreeSpace < limits.DiskBytes)
        {
            throw new IOException($"less than {limits.DiskBytes >> 20} MiB are free");
        }
    }
}

/// <param name="Reason">One of <see cref="RejectReasons"/>.</param>
internal sealed record SpoolFault(string Reason, string Text);
