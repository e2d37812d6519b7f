using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>The words of the wire for what a ticket system may ask.</summary>
internal static class TicketWords
{
    public static string NameOf(TicketWord word) => word switch
    {
        TicketWord.Approve => "approve",
        TicketWord.Deny => "deny",
        TicketWord.Extend => "extend",
        TicketWord.Revoke => "revoke",
        TicketWord.Close => "close",
        TicketWord.Comment => "comment",
        TicketWord.StartRotation => "start-rotation",
        TicketWord.ApproveReaction => "approve-reaction",
    };

    public static TicketWord? Find(string text)
    {
        foreach (var word in Enum.GetValues<TicketWord>())
        {
            if (string.Equals(NameOf(word), text, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        return null;
    }
}
