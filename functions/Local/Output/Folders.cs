using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Output;

/// <summary>Makes the folders that commands write to.</summary>
internal static class Folders
{
    /// <summary>With those above it; nothing happens where it is there already.</summary>
    /// <exception cref="HostRefusalException">It cannot be made.</exception>
    public static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HostRefusalException(File.Exists(path)
                ? $"{path} is a file, and a folder is needed. Give another path."
                : $"The folder {path} cannot be made: {fault.Message} Give one that this user may write to.");
        }
    }
}
