using System.CommandLine;

namespace NhiEvents.Local.Commands;

/// <summary><c>--state DIR</c>: where a running host keeps everything.</summary>
internal static class StateOption
{
    public static Option<DirectoryInfo> Create() => new("--state")
    {
        Description = "Folder that holds the system's state, messages and logs",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".nhi", "state")),
        HelpName = "DIR",
    };
}
