using System.CommandLine;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>--port N</c>: where the apps answer, one after the other.</summary>
internal static class PortOption
{
    private const int Last = 65535;

    public static Option<int> Create(string description)
    {
        var most = Last - (Apps.All.Count - 1);
        var port = new Option<int>("--port") { Description = description, DefaultValueFactory = _ => 7071, HelpName = "N" };
        port.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && (number < 1 || number > most))
            {
                given.AddError($"--port takes a number from 1 to {most}: each of the {Apps.All.Count} apps has its own.");
            }
        });
        return port;
    }
}
