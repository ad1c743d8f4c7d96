using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// Which addresses are at home, as Suricata's HOME_NET says it (vars.address-groups): addresses, networks by prefix or
/// netmask, ranges (<c>10.0.0.1-10.0.0.9</c>) and <c>any</c>, in lists with brackets, each with <c>!</c> for all but. An
/// address is in a list when some positive entry holds it and no negated one; where all entries of its family (IPv4 or
/// IPv6) are negated, all others of that family are in it; the entries of a list in a list count as its own
/// (src/detect-engine-address.c). Immutable.
/// </summary>
public sealed class HomeNets
{
    /// <summary>Lists in lists.</summary>
    private const int DeepestList = 64;

    private readonly Entry? _all;

    private HomeNets(Entry? all) => _all = all;

    /// <summary>Nothing was said: no address is known to be at home or not.</summary>
    public static HomeNets None { get; } = new(null);

    public bool IsNone => _all is null;

    /// <param name="text">Validated, without variables.</param>
    public static HomeNets Of(string text) =>
        TryParse(text, _ => null, out HomeNets? nets, out string? fault) ? nets : throw new ArgumentException(fault, nameof(text));

    /// <param name="variable">The text that stands for <c>$NAME</c>, or nothing; variables in it are read in turn.</param>
    public static bool TryParse(string text, Func<string, string?> variable, [NotNullWhen(true)] out HomeNets? nets, [NotNullWhen(false)] out string? fault)
    {
        nets = None;
        fault = null;
        if (text.Trim().Length == 0)
        {
            return true;
        }

        try
        {
            nets = new HomeNets(new Reader(text, variable, depth: 0).Whole());
            return true;
        }
        catch (FormatException e)
        {
            (nets, fault) = (null, e.Message);
            return false;
        }
    }

    /// <summary>Whether an address, as EVE has it, is at home; nothing when that is not known, or it is no address.</summary>
    public bool? Holds(string? address) =>
        _all is not null && IPAddress.TryParse(address, out IPAddress? parsed) ? _all.Holds(Place.Of(parsed)) : null;

    /// <summary>Something that holds addresses.</summary>
    private abstract class Entry
    {
        public abstract bool Holds(Place address);

        /// <summary>Whether it says anything, yes or no, of addresses of a family.</summary>
        public abstract bool Names(bool isLong);
    }

    /// <summary>An address as a number among those of its family.</summary>
    private readonly record struct Place(bool IsLong, UInt128 Number)
    {
        public static Place Of(IPAddress address)
        {
            byte[] bytes = address.GetAddressBytes();
            return address.AddressFamily == AddressFamily.InterNetworkV6
                ? new Place(true, BinaryPrimitives.ReadUInt128BigEndian(bytes))
                : new Place(false, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }
    }

    /// <summary>All from the first to the last.</summary>
    private sealed class Range(Place first, Place last) : Entry
    {
        public override bool Holds(Place address) => address.IsLong == first.IsLong && address.Number >= first.Number && address.Number <= last.Number;

        public override bool Names(bool isLong) => isLong == first.IsLong;
    }

    /// <summary>Every address.</summary>
    private sealed class Any : Entry
    {
        public override bool Holds(Place address) => true;

        public override bool Names(bool isLong) => true;
    }

    /// <summary>What is in brackets.</summary>
    private sealed class Listed(IReadOnlyList<Entry> positive, IReadOnlyList<Entry> negated) : Entry
    {
        public IReadOnlyList<Entry> Positive => positive;

        public IReadOnlyList<Entry> Negated => negated;

        public override bool Holds(Place address) =>
            (positive.Any(entry => entry.Names(address.IsLong)) ? positive.Any(entry => entry.Holds(address)) : negated.Any(entry => entry.Names(address.IsLong)))
            && !negated.Any(entry => entry.Holds(address));

        public override bool Names(bool isLong) => positive.Concat(negated).Any(entry => entry.Names(isLong));
    }

    /// <summary>Reads the text once, from left to right; what is wrong with it is a FormatException.</summary>
    private sealed class Reader(string text, Func<string, string?> variable, int depth)
    {
        private int _at;

        /// <summary>The whole text: a list, with or without its brackets.</summary>
        public Entry Whole()
        {
            Entry all = Entries(end: '\0', depth);
            return _at == text.Length ? all : throw new FormatException($"']' without '[' in '{text}'");
        }

        private Listed Entries(char end, int inside)
        {
            if (inside > DeepestList)
            {
                throw new FormatException($"more than {DeepestList} lists or variables in each other");
            }

            List<Entry> positive = [];
            List<Entry> negated = [];
            do
            {
                SkipBlanks();
                // Suricata takes two of them for one, which nobody means: the second is part of no address here.
                bool isNegated = Take('!');
                Entry entry = One(inside);
                if (!isNegated && entry is Listed list)
                {
                    // As if its brackets were not there: what it negates is negated for all.
                    positive.AddRange(list.Positive);
                    negated.AddRange(list.Negated);
                }
                else
                {
                    (isNegated ? negated : positive).Add(entry);
                }

                SkipBlanks();
            }
            while (Take(','));

            if (end != '\0' && !Take(end))
            {
                throw new FormatException($"'[' without ']' in '{text}'");
            }

            return new Listed(positive, negated);
        }

        private Entry One(int inside)
        {
            SkipBlanks();
            if (Take('['))
            {
                return Entries(']', inside + 1);
            }

            int begin = _at;
            while (_at < text.Length && text[_at] is not (',' or ']' or '[' or '!'))
            {
                _at++;
            }

            string word = text[begin.._at].Trim();
            if (word.StartsWith('$'))
            {
                string meant = variable(word[1..]) ?? throw new FormatException($"there is no variable '{word}'");
                return new Reader(meant, variable, inside + 1).Whole();
            }

            return word.Equals("any", StringComparison.OrdinalIgnoreCase) ? new Any() : AddressesOf(word);
        }

        private static Range AddressesOf(string word)
        {
            string[] ends = word.Split('-');
            if (ends.Length == 2)
            {
                (Place first, Place last) = (Place.Of(AddressOf(ends[0], word)), Place.Of(AddressOf(ends[1], word)));
                return first.IsLong == last.IsLong && first.Number <= last.Number ? new Range(first, last) : throw NoNetwork(word);
            }

            string[] parts = word.Split('/');
            Place address = Place.Of(AddressOf(parts[0], word));
            int bits = address.IsLong ? 128 : 32;
            if (parts.Length > 2 || !TryReadPrefix(parts.Length == 2 ? parts[1] : null, bits, out int prefix))
            {
                throw NoNetwork(word);
            }

            UInt128 hosts = prefix == bits ? UInt128.Zero : UInt128.MaxValue >> (128 - (bits - prefix));
            return new Range(address with { Number = address.Number & ~hosts }, address with { Number = address.Number | hosts });
        }

        /// <summary>8, or 255.0.0.0; all bits when none is said.</summary>
        private static bool TryReadPrefix(string? text, int bits, out int prefix)
        {
            prefix = bits;
            if (text is null)
            {
                return true;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix))
            {
                return prefix <= bits;
            }

            if (bits != 32 || !IPAddress.TryParse(text, out IPAddress? mask) || mask.AddressFamily != AddressFamily.InterNetwork)
            {
                return false;
            }

            uint ones = BinaryPrimitives.ReadUInt32BigEndian(mask.GetAddressBytes());
            prefix = (int)uint.LeadingZeroCount(~ones);
            return uint.PopCount(ones) == prefix;
        }

        /// <summary>Only as it is usually written: not 10, which the framework takes for 0.0.0.10.</summary>
        private static IPAddress AddressOf(string part, string word) =>
            IPAddress.TryParse(part.Trim(), out IPAddress? address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || part.Count(c => c == '.') == 3)
                ? address
                : throw NoNetwork(word);

        private static FormatException NoNetwork(string word) => new($"'{word}' is no address, network or range");

        private bool Take(char wanted)
        {
            bool isThere = _at < text.Length && text[_at] == wanted;
            _at += isThere ? 1 : 0;
            return isThere;
        }

        private void SkipBlanks()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }
    }
}
