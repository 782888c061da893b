package org.sleepquiz.httpedge;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs bearer tokens for an installation that has no identity provider of its own. Only its holder has the private key;
 * the sides check with the public one.
 */
public final class TokenIssuer {

    /** The audience that every token names and every side demands. */
    public static final String AUDIENCE = "sleepquiz";

    /** Who made the tokens, as they say themselves. */
    public static final String ISSUER = "sleepquiz";

    private static final int KEY_BITS = 2048;

    private final RSAPublicKey publicKey;
    private final RSAPrivateCrtKey privateKey;
    private final NimbusJwtEncoder encoder;
    private final Clock clock;

    private TokenIssuer(RSAPublicKey publicKey, RSAPrivateCrtKey privateKey, Clock clock) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(
                new JWKSet(new RSAKey.Builder(publicKey).privateKey(privateKey).build())));
        this.clock = clock;
    }

    /** An issuer with a key made now. */
    public static TokenIssuer withNewKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new TokenIssuer(
                    (RSAPublicKey) pair.getPublic(), (RSAPrivateCrtKey) pair.getPrivate(), Clock.systemUTC());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has RSA", impossible);
        }
    }

    /**
     * An issuer with a kept key.
     *
     * @param privateKeyPem a PKCS#8 RSA key in PEM
     * @throws IOException if the file cannot be read or holds no such key
     */
    public static TokenIssuer of(Path privateKeyPem) throws IOException {
        try {
            KeyFactory keys = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey privateKey =
                    (RSAPrivateCrtKey) keys.generatePrivate(new PKCS8EncodedKeySpec(fromPem(privateKeyPem)));
            RSAPublicKey publicKey = (RSAPublicKey)
                    keys.generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
            return new TokenIssuer(publicKey, privateKey, Clock.systemUTC());
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            throw new IOException(privateKeyPem + " holds no PKCS#8 RSA key in PEM", notAKey);
        }
    }

    /** The same issuer by another clock. */
    TokenIssuer at(Clock otherClock) {
        return new TokenIssuer(publicKey, privateKey, otherClock);
    }

    /** A token that lets its bearer be this role until the time has passed. */
    public String issue(Role role, Duration validFor) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .id(UUID.randomUUID().toString())
                .issuer(ISSUER)
                .subject(role.name().toLowerCase(java.util.Locale.ROOT))
                .audience(List.of(AUDIENCE))
                .issuedAt(now)
                .expiresAt(now.plus(validFor))
                .claim("roles", List.of(role.name()))
                .build();
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(SignatureAlgorithm.RS256).build(), claims))
                .getTokenValue();
    }

    public String publicKeyPem() {
        return pem("PUBLIC KEY", publicKey.getEncoded());
    }

    /** To be kept where only the installation's owner can read it. */
    public String privateKeyPem() {
        return pem("PRIVATE KEY", privateKey.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label);
    }

    private static byte[] fromPem(Path file) throws IOException {
        String body = Files.readString(file, StandardCharsets.US_ASCII)
                .replaceAll("-----[A-Z ]+-----", "")
                .replaceAll("\\s", "");
        return Base64.getDecoder().decode(body);
    }
}
