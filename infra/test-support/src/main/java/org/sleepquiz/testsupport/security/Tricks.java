package org.sleepquiz.testsupport.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;

/** What somebody may show in place of a token that was issued to them, each of which is worth nothing. */
final class Tricks {

    /**
     * One of them.
     *
     * @param query that is put behind the path; may be empty
     * @param authorization a header each
     */
    record Trick(String name, String query, List<String> authorization) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Duration HOUR = Duration.ofHours(1);

    private final String good;
    private final byte[] publicKeyPem;
    private final byte[] publicKeyDer;
    private final JWSSigner signer;
    private final KeyPair ownPair = pair();

    private Tricks(TokenIssuer issuer) {
        this.good = issuer.issue(Role.OPERATOR, HOUR);
        this.publicKeyPem = issuer.publicKeyPem().getBytes(StandardCharsets.US_ASCII);
        this.publicKeyDer = der(issuer.publicKeyPem());
        try {
            KeyFactory keys = KeyFactory.getInstance("RSA");
            // the right key, to make tokens that are wrong in one thing alone
            this.signer = new RSASSASigner(keys.generatePrivate(new PKCS8EncodedKeySpec(der(issuer.privateKeyPem()))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static List<Trick> with(TokenIssuer issuer) {
        return new Tricks(issuer).all();
    }

    /** A token that is right in everything, made as the others here are; shows that they are wrong only where they mean to be. */
    static String control(TokenIssuer issuer) {
        return new Tricks(issuer).signed(claims -> claims);
    }

    private List<Trick> all() {
        Instant now = Instant.now();
        return List.of(
                header("no scheme", good),
                header("another scheme", "Basic " + good),
                header("nothing behind the scheme", "Bearer "),
                header("two tokens in one header", "Bearer " + good + ", Bearer " + good),
                bearer("garbage", "nonsense"),
                bearer("three dots", "..."),
                bearer("another alphabet", "\u00e5.\u00e4.\u00f6"),
                bearer("without its signature", good.substring(0, good.lastIndexOf('.') + 1)),
                bearer("cut short", good.substring(0, good.length() - 10)),
                bearer("other claims under the signature", otherClaims()),
                bearer("expired", signed(claims -> claims.expirationTime(Date.from(now.minus(HOUR))))),
                bearer("not yet valid", signed(claims -> claims.notBeforeTime(Date.from(now.plus(HOUR))))),
                bearer("without an end", signed(claims -> claims.expirationTime(null))),
                bearer("of nobody", signed(claims -> claims.issuer(null))),
                bearer("of another issuer", signed(claims -> claims.issuer("https://issuer.example.org"))),
                bearer("for nobody", signed(claims -> claims.audience((String) null))),
                bearer("for another audience", signed(claims -> claims.audience("another"))),
                bearer("alg none", new PlainJWT(claims().build()).serialize()),
                bearer("alg None", withHeader("{\"alg\":\"None\",\"typ\":\"JWT\"}")),
                bearer("no alg", withHeader("{}")),
                bearer("HS256 with the public key's file", mac(publicKeyPem)),
                bearer("HS256 with the public key", mac(publicKeyDer)),
                bearer("another algorithm of the same key", signed(new JWSHeader(JWSAlgorithm.RS512), signer)),
                bearer("signed by another key", signed(new JWSHeader(JWSAlgorithm.RS256), own())),
                bearer("brings its own key", signed(header().jwk(ownKey()).build(), own())),
                bearer(
                        "says where its key is",
                        signed(
                                header().jwkURL(URI.create("http://127.0.0.1:1/keys"))
                                        .build(),
                                own())),
                bearer(
                        "names a file as its key",
                        signed(header().keyID("../../../dev/null").build(), own())),
                bearer(
                        "names a statement as its key",
                        signed(header().keyID("' or '1'='1").build(), own())),
                bearer(
                        "has a critical header nobody knows",
                        signed(
                                header().criticalParams(Set.of("exp"))
                                        .customParam("exp", 1)
                                        .build(),
                                signer)),
                bearer(
                        "is of another type",
                        signed(header().type(new JOSEObjectType("dpop+jwt")).build(), signer)),
                new Trick("in the query", "?access_token=" + good, List.of()),
                new Trick("in two headers", "", List.of("Bearer " + good, "Bearer " + good)),
                new Trick("in two headers, one of them wrong", "", List.of("Bearer nonsense", "Bearer " + good)));
    }

    private static Trick header(String name, String value) {
        return new Trick(name, "", List.of(value));
    }

    private static Trick bearer(String name, String token) {
        return header(name, "Bearer " + token);
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(TokenIssuer.ISSUER)
                .audience(TokenIssuer.AUDIENCE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(HOUR)))
                .claim("roles", List.of(Role.OPERATOR.name()));
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256);
    }

    private String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(header().build(), signer, change.apply(claims()).build());
    }

    private static String signed(JWSHeader header, JWSSigner signer) {
        return signed(header, signer, claims().build());
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String mac(byte[] secret) {
        try {
            return signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A good token's claims and signature behind another header. */
    private String withHeader(String json) {
        return base64(json) + good.substring(good.indexOf('.'));
    }

    private String otherClaims() {
        return good.substring(0, good.indexOf('.') + 1)
                + base64(claims().jwtID("another").build().toString())
                + good.substring(good.lastIndexOf('.'));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JWSSigner own() {
        return new RSASSASigner(ownPair.getPrivate());
    }

    private RSAKey ownKey() {
        return new RSAKey.Builder((RSAPublicKey) ownPair.getPublic()).build();
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
