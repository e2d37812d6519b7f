using System.CommandLine;
using NhiEvents.Embedded;
using NhiEvents.Local.Hosting;

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

    /// <summary>Opens what a stopped host has left.</summary>
    /// <exception cref="HostRefusalException">Nothing has run there.</exception>
    public static Storage Open(DirectoryInfo state) => state.Exists
        ? Storage.OpenFolder(state.FullName, Topology.Shipped, TimeProvider.System)
        : throw new HostRefusalException($"{state} does not exist: nothing has run there yet. Start with: nhi run --state {state}");
}
