using System.Text;

namespace NhiEvents.Local.Hosting;

/// <summary>A file that only its owner may read.</summary>
internal static class OwnersFile
{
    /// <summary>Makes the file with this text, unless it is there.</summary>
    public static void CreateOnce(string path, Func<string> text)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, Encoding.ASCII, options);
        file.Write(text());
    }
}
