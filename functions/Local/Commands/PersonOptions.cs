using System.CommandLine;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary>Who gives a command, for which tenant, to which host.</summary>
internal sealed class PersonOptions
{
    private readonly Option<DirectoryInfo> _state = StateOption.Create();
    private readonly Option<string> _tenant = new("--tenant") { Description = "Tenant id, as the log rows have it", Required = true, HelpName = "ID" };
    private readonly Option<string> _person = new("--as") { Description = "Object id of your account. It is taken on trust: who may write the state folder may act as anybody", Required = true, HelpName = "PERSON_ID" };

    public void AddTo(Command command)
    {
        command.Options.Add(_state);
        command.Options.Add(_tenant);
        command.Options.Add(_person);
    }

    /// <exception cref="HostRefusalException">Nothing has run there, or a value is empty.</exception>
    private (string State, string Tenant, string Person) Read(ParseResult parsed)
    {
        var (state, tenant, person) = (parsed.GetRequiredValue(_state), parsed.GetRequiredValue(_tenant).Trim(), parsed.GetRequiredValue(_person).Trim());
        if (tenant.Length == 0 || person.Length == 0)
        {
            throw new HostRefusalException("--tenant and --as must not be empty.");
        }

        return state.Exists ? (state.FullName, tenant, person) : throw new HostRefusalException($"{state} does not exist: nothing has run there yet. Start with: nhi run --state {state}");
    }

    /// <summary>Gives commands of this person to the host of the state folder.</summary>
    /// <param name="messages">By tenant, person and time.</param>
    /// <exception cref="HostRefusalException">Nothing has run there, or a value is empty.</exception>
    public int Give(ParseResult parsed, Func<string, string, DateTimeOffset, IReadOnlyList<(string Queue, OutgoingMessage Message)>> messages)
    {
        var (state, tenant, person) = Read(parsed);
        var now = TimeProvider.System.GetUtcNow();
        var inbox = new CommandInbox(state);
        foreach (var (queue, message) in messages(tenant, person, now))
        {
            inbox.Put(queue, message, now);
        }

        Console.WriteLine("Given to the host: a running one acts within seconds, a stopped one when it starts.");
        return CommandLine.Done;
    }
}
