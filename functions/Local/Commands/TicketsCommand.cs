using System.CommandLine;
using System.Globalization;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi tickets</c>: what is in the ticket system of this machine.</summary>
internal static class TicketsCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var number = new Argument<string>("NUMBER") { Description = "Such as LOCAL-1" };
        var list = new Command("list", "Every ticket, the newest first") { state };
        list.SetAction((parsed, _) => ListAsync(parsed.GetRequiredValue(state)));
        var show = new Command("show", "One ticket, and what was said in it") { state, number };
        show.SetAction((parsed, _) => ShowAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(number)));
        return new Command("tickets", "List and show the tickets of this machine's own ticket system (stop `nhi run` first)") { list, show };
    }

    private static async Task<int> ListAsync(DirectoryInfo state)
    {
        await using var storage = StateOption.Open(state);
        var tickets = storage.Tickets.ReadAll();
        foreach (var ticket in tickets)
        {
            Console.WriteLine(ResultTable.Printable(string.Create(
                CultureInfo.InvariantCulture, $"{ticket.Number,-10} {(ticket.Open ? "open  " : "closed")} {ticket.Priority,-8} {ticket.At.UtcDateTime:yyyy-MM-dd HH:mm}  {(ticket.Owner.Length > 0 ? ticket.Owner : "unknown")}: {ticket.Title}")));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets.Count} ticket(s), {tickets.Count(ticket => ticket.Open)} open."));
        return CommandLine.Done;
    }

    private static async Task<int> ShowAsync(DirectoryInfo state, string number)
    {
        await using var storage = StateOption.Open(state);
        var ticket = storage.Tickets.ReadAll().FirstOrDefault(one => one.Number.Equals(number, StringComparison.OrdinalIgnoreCase))
            ?? throw new HostRefusalException($"There is no ticket {number}. See: nhi tickets list");
        Console.WriteLine(ResultTable.Printable($"{ticket.Number} ({(ticket.Open ? "open" : "closed")}): {ticket.Title}"));
        Console.WriteLine();
        foreach (var line in ticket.Text.Split('\n'))
        {
            Console.WriteLine(ResultTable.Printable(line));
        }

        foreach (var comment in storage.Tickets.ReadComments(ticket.Number))
        {
            Console.WriteLine();
            Console.WriteLine(ResultTable.Printable(string.Create(CultureInfo.InvariantCulture, $"{comment.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {comment.Text.Replace('\n', ' ')}")));
        }

        return CommandLine.Done;
    }
}
