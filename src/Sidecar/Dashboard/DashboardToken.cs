using System.Security.Cryptography;
using System.Text;

namespace Sidecar.Dashboard;

/// <summary>
/// What a browser must know to change anything, and to see anything from another machine: the first line of a file that
/// its owner alone may read. Kept as a hash and compared in constant time.
/// </summary>
internal sealed class DashboardToken
{
    /// <summary>A shorter one could be guessed.</summary>
    public const int ShortestLength = 16;

    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private DashboardToken(string token) => _hash = Hash(token);

    /// <exception cref="IOException">There is no such file, others may read it, or its token is too short.</exception>
    public static DashboardToken Read(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~(OwnerAlone | UnixFileMode.UserExecute)) != 0)
        {
            throw new IOException($"{path}: others may read the token; chmod 600 {path}");
        }

        string token = File.ReadLines(path).FirstOrDefault("").Trim();
        return token.Length >= ShortestLength && token.All(c => c is > ' ' and <= '~')
            ? new DashboardToken(token)
            : throw new IOException($"{path}: its first line must be a token of at least {ShortestLength} printable characters; head -c 24 /dev/urandom | base64 makes one");
    }

    /// <summary>The same; a file that is not there is made with 128 bits of chance.</summary>
    /// <exception cref="IOException">As <see cref="Read"/>, or the file cannot be made.</exception>
    public static DashboardToken ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerAlone });
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) + "\n"));
        }

        return Read(path);
    }

    /// <param name="authorization">The header of a request.</param>
    public bool IsIn(string? authorization) =>
        authorization?.StartsWith(Scheme, StringComparison.Ordinal) == true
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..]), _hash);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
