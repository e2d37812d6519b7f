using System.Buffers.Text;
using System.Text;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>A place in a list as a caller keeps it: opaque, and good for any instance.</summary>
internal static class Cursor
{
    public static string Of(string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position));

    /// <exception cref="BadQueryException">The text is no cursor.</exception>
    public static string Read(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            throw new BadQueryException("after", "is no cursor that this list has given out. Leave it out to start at the beginning.");
        }
    }
}

/// <summary>A query of a list cannot be answered as it was asked.</summary>
/// <param name="parameter">Its name.</param>
/// <param name="fault">What is wrong with it and what to do, as the rest of a sentence.</param>
public sealed class BadQueryException(string parameter, string fault) : BadRequestException(parameter, fault);
