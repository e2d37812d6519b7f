using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Output;

/// <summary>Writes a file so that a reader sees the old content or the new, never half of it. Its folder is made where it is missing.</summary>
internal static class AtomicFile
{
    /// <exception cref="HostRefusalException">The file or its folder cannot be written; nothing of it is left.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        Folders.Make(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".part";
        try
        {
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(next);
            throw new HostRefusalException($"{path} was not written: {fault.Message} Give a folder that this user may write to, on a disk with room.");
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault says more.
        }
    }
}
